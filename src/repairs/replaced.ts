import type { Ask } from "../commands/desk.ts";
import { stateOf } from "../notices/message.ts";

const WEEK = 7 * 86_400_000;

/**
 * Tells the notices that an alert now reads as the answer to a press: they draw it anew when its state changes, and
 * otherwise after their usual pause, so that it never stays as it was when the press is over.
 */
export async function noteReplaced({ desk, caller }: Ask): Promise<void> {
  const { message } = caller;
  if (message === null) return;
  const now = desk.now();
  const posts = await desk.engine.postsOfKind("repair", now - WEEK);
  const post = posts.find((one) => one.remote?.id === message.id && one.remote.channel === message.channel);
  if (!post || post.version === null) return;
  await desk.engine.savePost({ ...post, version: `${stateOf(post.version)}.pressed`, shownAt: now });
}
