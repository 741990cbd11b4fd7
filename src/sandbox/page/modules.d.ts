/** Styles, which the bundler takes in. */
declare module "*.css";

/** The part of react-dom that the page uses; the package carries no types of its own. */
declare module "react-dom/client" {
  import type { ReactNode } from "react";
  export function createRoot(element: Element): { render(node: ReactNode): void };
}
