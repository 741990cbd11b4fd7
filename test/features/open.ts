import type { ReasonCode } from "../../engine/reasons.ts";
import type { ItemId } from "./items.ts";

/** Items that nothing shows yet, each with what is missing. The check fails when one is shown: so the list only shrinks. */
export const open: Readonly<Partial<Record<ItemId, string>>> = {};

/** Reasons that no body and no test reaches yet at a CRM that could have them, each with what is missing. */
export const openReasons: Readonly<Partial<Record<ReasonCode, string>>> = {};
