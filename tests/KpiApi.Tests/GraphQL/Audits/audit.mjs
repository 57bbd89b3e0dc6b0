// Runs all server audits of graphql-http against a server: node audit.mjs http://127.0.0.1:5000/graphql
import { auditServer } from 'graphql-http';

const results = await auditServer({ url: process.argv[2] });
const failed = results.filter((result) => result.status !== 'ok');
for (const result of failed) console.log(`${result.status}: ${result.id} ${result.name}: ${result.reason}`);
console.log(`${results.length - failed.length} of ${results.length} audits pass`);
process.exitCode = failed.length === 0 ? 0 : 1;
