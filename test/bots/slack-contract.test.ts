import { testBot } from "../contracts/bot.ts";
import { openSlackRig } from "../fakes/slack-rig.ts";

testBot("slack", openSlackRig);
