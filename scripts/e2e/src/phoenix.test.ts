// The npm package phoenix as a client, in the versions that differ: without a
// browser, over the WebSockets of the package ws.
import type { Channel, Presence } from "phoenix-1.8.16";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { answerTo, Client, newCart, type Version, versions } from "./client";
import { ticket } from "./observer";
import { useWorld } from "./world";

const world = useWorld("phoenix");
const [a, b] = world.storefronts;
const shop = (storefront = a) => `${storefront.url}/product_socket`;
const admin = () => `${world.admin.url}/admin_socket`;

beforeAll(() => world.shop("release", "1"));

describe.each(Object.keys(versions))("phoenix %s", (version) => {
  const clients: Client[] = [];
  let phoenix: Version;

  beforeAll(async () => {
    phoenix = (await versions[version]?.()) as Version;
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });

  function connect(url: string, options = {}): Client {
    const client = new Client(phoenix, url, options);
    clients.push(client);
    return client;
  }

  test("a product tells of its release and its stock", async () => {
    const product = 2 + Object.keys(versions).indexOf(version);
    const item = 13 * (product - 1) + 1;
    const [channel, { status, reply }] = await connect(shop()).join(`product:${product}`);
    expect(status).toBe("ok");
    expect(reply).toMatchObject({ released: false, levels: { [item]: expect.any(String) } });
    const told: unknown[] = [];
    channel.on("released", (payload) => told.push(payload));
    channel.on("stock_change", (payload) => told.push(payload));
    await world.shop("release", String(product));
    await world.stock(item, 700);
    await world.stock(item, 0);
    const change = { product_id: product, item_id: item };
    await expect.poll(() => told.at(-1)).toEqual({ ...change, level: "out" });
    expect(told[0]).toMatchObject({ product_id: product });
    expect((told[0] as { items: object[] }).items).toHaveLength(13);
  });

  test("a cart answers what is pushed, right or wrong, and lives on", async () => {
    const client = connect(shop());
    const [cart] = await client.join(`cart:${await newCart(a.url)}`);
    const push = (event: string, payload: object) => answerTo(cart.push(event, payload));
    const items = (...ids: number[]) => ({
      status: "ok",
      reply: { items: ids.map((id) => expect.objectContaining({ id })) },
    });
    const error = (code: string) => ({ status: "error", reply: { error: code } });
    expect(await push("add_item", { item_id: "2" })).toMatchObject(items(2));
    expect(await push("add_item", { item_id: 1 })).toMatchObject(items(1, 2));
    expect(await push("add_item", { item_id: 1 })).toMatchObject(error("duplicate_item"));
    expect(await push("remove_item", { item_id: 2 })).toMatchObject(items(1));
    expect(await push("remove_item", { item_id: 2 })).toMatchObject(error("not_found"));
    expect(await push("add_item", { item_id: 999 })).toMatchObject(error("unknown_item"));
    expect(await push("add_item", {})).toMatchObject(error("bad_request"));
    expect(await push("buy", {})).toMatchObject(error("unknown_event"));
    expect(cart.state).toBe("joined");
    expect(client.codes).toEqual([]);
  });

  test("a topic that there is not, or not for this client, is refused", async () => {
    const client = connect(shop());
    const refused = async (topic: string) => (await client.join(topic))[1];
    const reason = (text: string) => ({ status: "error", reply: { reason: text } });
    expect(await refused("admin:cart_tracker")).toEqual(reason("unmatched topic"));
    expect(await refused("product:99")).toEqual(reason("unknown_product"));
    expect(await refused(`cart:${"x".repeat(64)}`)).toEqual(reason("unknown_cart"));
    expect(client.codes).toEqual([]);
  });

  test("heartbeats keep the connection", async () => {
    const client = connect(shop(), { heartbeatIntervalMs: 40 });
    let beats = 0;
    client.socket.onMessage(({ topic }) => {
      beats += topic === "phoenix" ? 1 : 0;
    });
    await expect.poll(() => beats).toBeGreaterThan(5);
    expect(client.codes).toEqual([]);
  });

  test("the admin socket opens for its own token only", async () => {
    const token = await ticket(world.admin.url);
    for (const options of [{ authToken: token }, { params: { token } }]) {
      const [, answer] = await connect(admin(), options).join("admin:cart_tracker");
      expect(answer.status).toBe("ok");
    }
    const [cart] = await connect(shop()).join(`cart:${await newCart(a.url)}`);
    const added = await answerTo(cart.push("add_item", { item_id: 1 }));
    const { serialized } = added.reply as { serialized: string };
    for (const wrong of [{}, { authToken: serialized }, { params: { token: `${token}x` } }]) {
      const client = connect(admin(), wrong);
      await expect.poll(() => client.errors.at(-1)).toContain("403");
      expect(client.opened).toBe(0);
    }
  });

  test("Presence shows exactly who is connected, also after the admin service was away", async () => {
    const { presence, client } = await watch();
    const [anna, ben] = [await newCart(a.url), await newCart(a.url)];
    const [one] = await connect(shop(a)).join(`cart:${anna}`, { page: "/" });
    const [two] = await connect(shop(b)).join(`cart:${anna}`, { page: "/checkout" });
    const [his] = await connect(shop(b)).join(`cart:${ben}`, { page: "/" });
    await expect.poll(() => tabs(presence)).toEqual(["/: ", "/: ", "/checkout: "]);
    await change(one, "add_item", { item_id: 1 });
    await change(his, "page", { page: "/sale" });
    await expect.poll(() => tabs(presence)).toEqual(["/: 1", "/checkout: 1", "/sale: "]);
    expect(Object.keys(presence.state)).toHaveLength(2);
    await world.admin.end("SIGTERM");
    two.leave();
    await change(his, "add_item", { item_id: 2 });
    await world.admin.start();
    await client.open(2);
    expect(client.codes[0]).toBe(1012);
    await expect.poll(() => tabs(presence)).toEqual(["/: 1", "/sale: 2"]);
    await change(one, "remove_item", { item_id: 1 });
    his.leave();
    await expect.poll(() => tabs(presence)).toEqual(["/: "]);
    one.leave();
    await expect.poll(() => tabs(presence)).toEqual([]);
  });

  test("a second channel of a topic takes the place of the first, and leaves alone", async () => {
    const { presence } = await watch();
    const client = connect(shop());
    const topic = `cart:${await newCart(a.url)}`;
    const [first] = await client.join(topic, { page: "/first" });
    await expect.poll(() => tabs(presence)).toEqual(["/first: "]);
    const [second, answer] = await client.join(topic, { page: "/second" });
    expect(answer.status).toBe("ok");
    await expect.poll(() => tabs(presence)).toEqual(["/second: "]);
    expect([first.state, second.state]).toEqual(["closed", "joined"]);
    expect(await answerTo(second.push("add_item", { item_id: 3 }))).toMatchObject({ status: "ok" });
    await expect.poll(() => tabs(presence)).toEqual(["/second: 3"]);
    expect(await answerTo(second.leave())).toMatchObject({ status: "ok" });
    await expect.poll(() => tabs(presence)).toEqual([]);
    expect(client.codes).toEqual([]);
  });

  test.each(["SIGTERM", "SIGKILL"] as const)(
    "a restart of the storefront by %s is survived, and so is the cart",
    async (signal) => {
      const { presence } = await watch();
      const client = connect(shop());
      let joins = 0;
      const tab = () => ({
        page: "/",
        tab: `${version.padEnd(8, "-").replaceAll(".", "_")}.${++joins}`,
      });
      const [cart] = await client.join(`cart:${await newCart(a.url)}`, tab);
      await answerTo(cart.push("add_item", { item_id: 4 }));
      const carts: unknown[] = [];
      cart.on("cart", (payload) => carts.push(payload));
      await a.end(signal);
      await a.start();
      await client.open(2);
      expect(client.codes[0]).toBe(signal === "SIGTERM" ? 1012 : 1006);
      await expect.poll(() => carts.at(-1)).toMatchObject({ items: [{ id: 4 }] });
      expect(cart.state).toBe("joined");
      await answerTo(cart.push("add_item", { item_id: 5 }));
      await expect.poll(() => tabs(presence)).toEqual(["/: 5,4"]);
    },
  );

  /** Follows presence as this version keeps it. */
  async function watch(): Promise<{ presence: Presence; client: Client }> {
    const client = connect(admin(), { authToken: await ticket(world.admin.url) });
    const channel = client.socket.channel("admin:cart_tracker");
    const presence = new phoenix.Presence(channel);
    const synced = new Promise<void>((resolve) => presence.onSync(resolve));
    channel.join();
    await synced;
    // Of a storefront that was killed before, what is left leaves with its lease.
    await expect.poll(() => tabs(presence)).toEqual([]);
    return { presence, client };
  }
});

/** Every tab of a presence, with its page and items: "/: 2,1". */
function tabs(presence: Presence): string[] {
  const metas = Object.values(presence.state).flatMap((cart) => cart.metas);
  return metas.map((meta) => `${meta.page}: ${meta.items}`).sort();
}

async function change(channel: Channel, event: string, payload: object): Promise<void> {
  expect(await answerTo(channel.push(event, payload))).toMatchObject({ status: "ok" });
}
