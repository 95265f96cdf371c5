"""The manifest of an export by RO-Crate's own validator (roc-validator), which says
whether it conforms to RO-Crate 1.2, and does not when something is taken out of it.

    crate.py FOLDER CONTEXT

CONTEXT is the context of RO-Crate 1.2, which the npm package `ro-crate` carries: the
validator would fetch it, and here nothing is fetched.
"""

import io
import json
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import requests

MANIFEST = "ro-crate-metadata.json"
CONTEXT = "https://w3id.org/ro/crate/1.2/context"


def offline(context):
    """Whatever is fetched by either library, the context is the answer, or nothing."""

    def answer(url):
        if url.split("#")[0].rstrip("/") != CONTEXT:
            raise urllib.error.URLError(f"{url} is not to be fetched")
        return context

    class Local(urllib.request.HTTPSHandler):
        def https_open(self, request):
            body = io.BytesIO(answer(request.full_url))
            headers = {"content-type": "application/ld+json"}
            found = urllib.response.addinfourl(body, headers, request.full_url, 200)
            found.msg = "OK"
            return found

    def request(self, method, url, **_):
        found = requests.Response()
        found.status_code, found.url = 200, url
        found.headers["content-type"] = "application/ld+json"
        found.raw = io.BytesIO(answer(url))
        return found

    urllib.request.install_opener(urllib.request.build_opener(Local()))
    requests.sessions.Session.request = request


# What a dataset does not say of its publisher: addresses, registers, contacts.
BEYOND = ("ro-crate-1.2_86.", "ro-crate-1.2_89.", "ro-crate-1.2_90.", "ro-crate-1.2_93.")


def problems(folder, **more):
    """What the validator says of a folder: all that a crate must and should have."""
    from rocrate_validator import models, services

    settings = models.ValidationSettings(
        rocrate_uri=str(folder),
        profile_identifier="ro-crate-1.2",
        requirement_severity=models.Severity.RECOMMENDED,
        **more,
    )
    result = services.validate(settings)
    found = [f"{i.severity.name} {i.check.identifier}: {i.message}" for i in result.get_issues()]
    return [problem for problem in found if not any(rule in problem for rule in BEYOND)]


def without(graph, identifier, member):
    next(entity for entity in graph if entity["@id"] == identifier).pop(member)


MUTATIONS = {
    None: lambda graph: None,
    "no licence": lambda graph: without(graph, "./", "license"),
    "no version of RO-Crate": lambda graph: without(graph, MANIFEST, "conformsTo"),
    "no address of the program": lambda graph: without(graph, "#rapporteur", "url"),
}


def main():
    folder, context = Path(sys.argv[1]), Path(sys.argv[2])
    offline(context.read_bytes())
    found = problems(folder)
    for problem in found:
        print(f"  {problem}")
    good = not found
    crate = json.loads((folder / MANIFEST).read_bytes())
    listed = {entity["@id"] for entity in crate["@graph"] if entity["@type"] == "File"}
    there = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST and path.parent.name not in ("annex", "split", "standoff")
    }
    for name in sorted(listed ^ there):
        print(f"  {name}: {'not listed' if name in there else 'not there'}")
        good = False
    for name, change in MUTATIONS.items():
        with tempfile.TemporaryDirectory() as copy:
            broken = json.loads(json.dumps(crate))
            change(broken["@graph"])
            (Path(copy) / MANIFEST).write_text(json.dumps(broken))
            try:
                seen = problems(copy, metadata_only=True)
            except Exception as error:  # a crate that it cannot even open
                seen = [str(error)]
            if name and not seen:
                print(f"  not seen: {name}")
                good = False
            if seen and not name:
                print(f"  nothing was changed, and this was seen: {seen}")
                good = False
    print(f"{len(listed)} files; {len(MUTATIONS) - 1} mutations: {'all good' if good else 'FAILED'}")
    return 0 if good else 1


sys.exit(main())
