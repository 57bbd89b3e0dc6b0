import createClient from "openapi-fetch";
import type { paths } from "../generated/rest.js";

const api = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: process.argv[2] });

const written = await api.PUT("/v1/tickets/{id}", {
  params: { path: { id: "T-typescript" } },
  body: { createdAt: "2026-01-05T09:00:00Z", channel: "typescript" },
});
if (written.error) throw new Error(written.error.detail);

// As a program has it that lets its user choose.
const metric: string = "tickets_created";
const answer = await api.GET("/v1/kpis", {
  params: { query: { metrics: [metric, "csat"], groupBy: ["channel"], channel: ["typescript"], period: "all", minVersion: written.data.version } },
});
if (answer.error) throw new Error(answer.error.detail);
for (const row of answer.data.rows) console.log(row.channel, row.values![metric].value, row.values!["csat"].value);
