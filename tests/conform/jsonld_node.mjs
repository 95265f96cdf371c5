// jsonld.js in safe mode, and jsonld-streaming-parser in its streaming profile.
//
//   node jsonld_node.mjs MODULES OUT FILE...
//
// MODULES is a folder in which npm has installed the packages of package.json. For each
// FILE two files are written into OUT: FILE.jsonld.js.nq and FILE.streaming.nq, each the
// canonical form of the graph (RDFC-1.0, by rdf-canonize). Nothing is fetched.

import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';

const [modules, out, ...files] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), 'package.json'));
const jsonld = require('jsonld');
const { JsonLdParser } = require('jsonld-streaming-parser');
const rdfCanonize = require('rdf-canonize');

const refuse = async (url) => {
  throw new Error(`the document would fetch ${url}`);
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

const streamed = (file) =>
  new Promise((done, failed) => {
    const quads = [];
    const documentLoader = { load: refuse };
    const parser = new JsonLdParser({ streamingProfile: true, documentLoader });
    createReadStream(file)
      .pipe(parser)
      .on('data', (quad) => quads.push(quad))
      .on('error', failed)
      .on('end', () => done(quads));
  });

for (const file of files) {
  const document = JSON.parse(await readFile(file, 'utf8'));
  const ours = await jsonld.toRDF(document, { safe: true, documentLoader: refuse });
  const theirs = await streamed(file);
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
