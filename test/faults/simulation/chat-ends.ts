/** How a call to the chat may end, besides well. */
export const chatEnds = ["lost before", "lost after", "limit", "down", "crash before", "crash after"] as const;
export type ChatEnd = (typeof chatEnds)[number];
