import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../../../api-specs/schema.graphql",
  documents: "src/graphql.ts",
  generates: { "generated/graphql/": { preset: "client", config: { documentMode: "string", enumsAsTypes: true }, presetConfig: { fragmentMasking: false } } },
  emitLegacyCommonJSImports: false,
};

export default config;
