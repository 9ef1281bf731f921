import { describe, expect, it } from "vitest";
import { ApiError } from "../../net/api";
import { Attempt } from "./attempt.svelte.ts";

const refused = (): Promise<never> => Promise.reject(new ApiError("taken", "The name is taken.", 409, false));

describe("an attempt", () => {
  it("begins at once, is busy until the answer is there, and says that it worked", async () => {
    const attempt = new Attempt();
    let answer = (): void => undefined;
    const running = attempt.run(() => new Promise<void>((resolve) => (answer = resolve)));
    expect(attempt.busy).toBe(true);
    answer();
    expect(await running).toBe(true);
    expect(attempt).toMatchObject({ busy: false, problem: null });
  });

  it("tells why it did not work, until the next one", async () => {
    const attempt = new Attempt();
    expect(await attempt.run(refused)).toBe(false);
    expect(attempt).toMatchObject({ busy: false, problem: "The name is taken." });
    const again = attempt.run(() => Promise.resolve());
    expect(attempt.problem).toBeNull();
    expect(await again).toBe(true);
  });

  it("leaves the words to whoever knows better, silence too", async () => {
    const attempt = new Attempt();
    await attempt.run(refused, () => "Take another name.");
    expect(attempt.problem).toBe("Take another name.");
    expect(await attempt.run(refused, () => null)).toBe(false);
    expect(attempt.problem).toBeNull();
  });

  it("takes no second one while the first is under way", async () => {
    const attempt = new Attempt();
    let answer = (): void => undefined;
    const first = attempt.run(() => new Promise<void>((resolve) => (answer = resolve)));
    let began = false;
    const second = await attempt.run(() => {
      began = true;
      return refused();
    });
    expect(second).toBe(false);
    expect(began).toBe(false);
    expect(attempt).toMatchObject({ busy: true, problem: null });
    answer();
    expect(await first).toBe(true);
  });
});
