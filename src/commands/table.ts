import { repairAnswer, repairChoose, repairForm, repairNow, repairPick } from "../repairs/press.ts";
import { repair } from "../repairs/repair.ts";
import { followField, undoRule } from "../repairs/rules.ts";
import { repairSend } from "../repairs/send.ts";
import { ack } from "./ack.ts";
import { pauseOutbound, setShare, slowBackfill } from "./budget.ts";
import { checkRights } from "./check-rights.ts";
import { counts } from "./counts.ts";
import type { Verb } from "./desk.ts";
import { diagnose } from "./diagnose.ts";
import { digest } from "./digest.ts";
import { disconnect, disconnectNow } from "./disconnect.ts";
import { doctor } from "./doctor.ts";
import { failures } from "./failures.ts";
import { help } from "./help.ts";
import { history } from "./history.ts";
import { home, refreshHome } from "./home.ts";
import { limits } from "./limits.ts";
import { map } from "./map.ts";
import { pause, pauseNow, resume } from "./pause.ts";
import { preflight } from "./preflight.ts";
import { reconnect } from "./reconnect.ts";
import { record } from "./record.ts";
import { resolve } from "./resolve.ts";
import { cancelResync, resync, resyncNow } from "./resync.ts";
import { resyncThese } from "./resync-many.ts";
import { runs, viewRun } from "./runs.ts";
import { schema } from "./schema.ts";
import { cancelSignIn, confirmSignIn } from "./sign-in.ts";
import { refreshStatus, status } from "./status.ts";
import { sync, syncWhole } from "./sync.ts";
import { testRecord } from "./test-record.ts";
import { why } from "./why.ts";

/** What can be typed, in the order of the help. */
export const typedVerbs: readonly Verb[] = [
  status,
  home,
  failures,
  record,
  why,
  repair,
  resync,
  resolve,
  reconnect,
  runs,
  sync,
  limits,
  preflight,
  testRecord,
  map,
  schema,
  counts,
  pause,
  resume,
  disconnect,
  diagnose,
  doctor,
  digest,
  ack,
  help,
];

/** What only buttons call. */
const toPress: readonly Verb[] = [
  refreshStatus,
  refreshHome,
  resyncNow,
  resyncThese,
  cancelResync,
  repairAnswer,
  repairChoose,
  repairPick,
  repairForm,
  repairSend,
  repairNow,
  undoRule,
  followField,
  confirmSignIn,
  cancelSignIn,
  checkRights,
  pauseNow,
  disconnectNow,
  viewRun,
  history,
  slowBackfill,
  pauseOutbound,
  setShare,
  syncWhole,
];

/** Every verb by its name. */
export const verbs: Readonly<Record<string, Verb>> = Object.fromEntries(
  [...typedVerbs, ...toPress].map((one) => [one.name, one]),
);
