import { p } from "@mikro-orm/core";

// Times are milliseconds since 1970 in doubles and flags are 0/1 integers, because both drivers hand those out as numbers.

export const time = () => p.double();
export const flag = () => p.integer().default(0);
export const count = () => p.integer().default(0);
