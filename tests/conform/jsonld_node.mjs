// jsonld.js in safe mode, and jsonld-streaming-parser in its streaming profile.
//
//   node jsonld_node.mjs MODULES OUT ADDRESS CONTEXT FILE...
//
// MODULES is a folder in which npm has installed the packages of package.json. For each
// FILE two files are written into OUT: FILE.jsonld.js.nq and FILE.streaming.nq, each the
// canonical form of the graph (RDFC-1.0, by rdf-canonize). A FILE of lines (.ndjsonld) is
// read line by line; CONTEXT is the file that stands for ADDRESS. Nothing is fetched.

import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { Readable } from 'node:stream';

const [modules, out, address, context, ...files] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), 'package.json'));
const jsonld = require('jsonld');
const { JsonLdParser } = require('jsonld-streaming-parser');
const rdfCanonize = require('rdf-canonize');

const published = JSON.parse(await readFile(context, 'utf8'));

const load = async (url) => {
  if (url !== address) throw new Error(`the document would fetch ${url}`);
  return { contextUrl: null, documentUrl: url, document: published };
};

const canonize = (quads) => rdfCanonize.canonize(quads, { algorithm: 'RDFC-1.0', format: 'application/n-quads' });

// Tags are compared without regard to case, as RDF has it.
const lowered = (term) =>
  term.language ? { ...term, language: term.language.toLowerCase() } : term;

const plain = (term) => {
  const { termType, value } = term;
  if (termType !== 'Literal') return { termType, value };
  const { language, datatype } = term;
  return { termType, value, language, datatype: { termType: 'NamedNode', value: datatype.value } };
};

const streamed = (input) =>
  new Promise((done, failed) => {
    const quads = [];
    const documentLoader = { load: async (url) => (await load(url)).document };
    const parser = new JsonLdParser({ streamingProfile: true, documentLoader });
    input
      .pipe(parser)
      .on('data', (quad) => quads.push(quad))
      .on('error', failed)
      .on('end', () => done(quads));
  });

for (const file of files) {
  const text = await readFile(file, 'utf8');
  const documents = file.endsWith('.ndjsonld') ? text.split('\n').filter(Boolean) : [text];
  const ours = [];
  const theirs = [];
  for (const document of documents) {
    // One by one: the arguments of a call stand on the stack, which does not hold a hundred thousand.
    const quads = await jsonld.toRDF(JSON.parse(document), { safe: true, documentLoader: load });
    for (const quad of quads) ours.push(quad);
    for (const quad of await streamed(Readable.from([Buffer.from(document)]))) theirs.push(quad);
  }
  for (const [name, quads] of [['jsonld.js', ours], ['streaming', theirs]]) {
    const all = quads.map((quad) => ({
      subject: plain(quad.subject),
      predicate: plain(quad.predicate),
      object: lowered(plain(quad.object)),
      graph: plain(quad.graph),
    }));
    await writeFile(join(out, `${basename(file)}.${name}.nq`), await canonize(all));
  }
}
