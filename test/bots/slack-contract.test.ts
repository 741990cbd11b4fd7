import { testBot } from "../contracts/bot.ts";
import { testHealing } from "../contracts/bot-heals.ts";
import { openSlackRig, openSocketRig } from "../fakes/slack-rig.ts";

testBot("slack over HTTP", openSlackRig);
testBot("slack through a socket", openSocketRig);
testHealing("slack over HTTP", openSlackRig);
