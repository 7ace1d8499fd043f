// What a file of tests runs on: a Redis, two storefronts, an admin service and
// a client of the shared Chromium.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
} from "playwright-core";
import { afterAll, beforeAll, inject } from "vitest";
import { Redis } from "./redis";
import { built } from "./repository";
import { type Kind, Service } from "./service";

const run = promisify(execFile);

/** Of the word password, as every developer has it. */
const HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$V6kQXxeTpYg2fWomEuynWQ$Udo2EHYhFEtehKkCAxgcxR/e8L9pEJAS4iK6mvqJ3gY";

export class World {
  readonly redis: Redis;
  readonly storefronts: readonly [Service, Service];
  readonly admin: Service;
  readonly #seeding: readonly string[];
  readonly #others: Service[] = [];
  #browser: Browser | undefined;

  /** Seeding says more to the command seed. */
  constructor(name: string, seeding: readonly string[]) {
    this.#seeding = seeding;
    this.redis = new Redis(`${name}-redis`);
    const env = this.#env;
    this.storefronts = [
      new Service("storefront", `${name}-storefront-a`, env),
      new Service("storefront", `${name}-storefront-b`, env),
    ];
    this.admin = new Service("admin", `${name}-admin`, env);
  }

  async open(): Promise<void> {
    await this.redis.ready();
    await this.shop("seed", ...this.#seeding);
    await Promise.all([...this.storefronts, this.admin].map((service) => service.start()));
    this.#browser = await chromium.connect(inject("chromium"));
  }

  /** Runs a command of the storefront, as an operator does. */
  async shop(...args: readonly string[]): Promise<void> {
    await run(built("storefront"), args, { env: { ...process.env, ...this.#env } });
  }

  /** Sets how many of an item are left. */
  async stock(item: number, available: number): Promise<void> {
    const env = { ...process.env, ...this.#env };
    await run(inject("stock"), [String(item), String(available)], { env });
  }

  /** A browser of its own: cookies and storage are shared by its tabs only. */
  async person(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    if (!this.#browser) {
      throw new Error("the world is not open");
    }
    const person = await this.#browser.newContext({
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    person.setDefaultTimeout(30_000);
    return person;
  }

  /** One more instance of a service, which ends with the world; env says more, or other things. */
  another(kind: Kind, name: string, env: Readonly<Record<string, string>> = {}): Service {
    const service = new Service(kind, name, { ...this.#env, ...env });
    this.#others.push(service);
    return service;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    const services = [...this.storefronts, this.admin, ...this.#others];
    await Promise.all(services.map((service) => service.end()));
    await this.redis.close();
  }

  get #env(): Record<string, string> {
    const users = `admin:${HASH}:operator,viewer:${HASH}:viewer`;
    return { REDIS_URL: this.redis.url, ADMIN_USERS: users };
  }
}

/** A world for all tests of a file. */
export function useWorld(name: string, ...seeding: readonly string[]): World {
  const world = new World(name, seeding);
  beforeAll(() => world.open());
  afterAll(() => world.close());
  return world;
}
