import { fileURLToPath } from "node:url";
import type { ServiceRequest, ServiceResponse } from "../service.ts";

/** The page needs nothing but itself: no inline script, no other host, no frame around it. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: https:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>crmsync sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
</head>
<body><div id="page"></div><script type="module" src="/page.js"></script></body>
</html>
`;

interface Bundle {
  readonly js: string;
  readonly css: string;
}

/** The one page and its two files; they are bundled when somebody first looks. */
export function servePage(): (request: ServiceRequest) => Promise<ServiceResponse> {
  let bundle: Promise<Bundle> | null = null;
  return async (request) => {
    const path = request.path.split("?")[0];
    if (path === "/") return file("text/html", HTML);
    if (path !== "/page.js" && path !== "/page.css") return { ...file("text/plain", "not here"), status: 404 };
    bundle ??= makeBundle();
    const { js, css } = await bundle;
    return path === "/page.js" ? file("text/javascript", js) : file("text/css", css);
  };
}

async function makeBundle(): Promise<Bundle> {
  const { build } = await import("esbuild");
  const made = await build({
    entryPoints: [fileURLToPath(new URL("./main.tsx", import.meta.url))],
    bundle: true,
    write: false,
    outdir: "page",
    format: "esm",
    platform: "browser",
    target: "es2022",
    jsx: "automatic",
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  });
  const text = (end: string) => made.outputFiles.find((one) => one.path.endsWith(end))?.text ?? "";
  return { js: text(".js"), css: text(".css") };
}

function file(type: string, body: string): ServiceResponse {
  const headers = {
    "content-type": `${type}; charset=utf-8`,
    "content-security-policy": CSP,
    "cache-control": "no-store",
  };
  return { status: 200, headers, body };
}
