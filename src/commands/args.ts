import { z } from "zod";
import { isReasonCode, type ReasonCode } from "../../engine/index.ts";

/** A code of the catalogue. */
export const reasonArg = z.custom<ReasonCode>((value) => typeof value === "string" && isReasonCode(value));
