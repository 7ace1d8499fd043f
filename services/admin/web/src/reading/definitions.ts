// What every number on the page means: one definition each, shown beside the
// number and together on one sheet.

export interface Meaning {
  readonly name: string;
  readonly text: string;
}

export const MEANINGS = {
  carts: {
    name: "Carts",
    text: "Carts with at least one open page, connected now; not a window of the last minutes. A shopper's tabs share one cart. A cart that leaves is counted for 3 s more, so that going from page to page does not blink. A browser that hides a tab may not reconnect it until it is shown again. While the page is paused, a figure that you click is counted anew.",
  },
  tabs: {
    name: "Tabs",
    text: "Open pages of all connected carts. A cart open in three tabs is one cart and three tabs.",
  },
  items: {
    name: "Items in carts",
    text: "Items in all connected carts. Each item of a cart counts once, whatever the cart's tabs.",
  },
  value: {
    name: "Value in carts",
    text: "The price of all items in connected carts, by the catalogue. Nothing of it is sold or reserved.",
  },
  checkout: {
    name: "Checking out",
    text: "Connected carts with a tab on a checkout page.",
  },
  sold: {
    name: "Sold",
    text: "Orders placed in the last 10 minutes, and since midnight UTC, with what they cost. They are counted when the order is placed, also if the shopper has gone. Pairs by size are of those orders, of the last 10 minutes.",
  },
  stages: {
    name: "Stages",
    text: "Every connected cart is in exactly one stage: checking out with a tab on the checkout, else with items, else browsing. The three add up to the number of carts.",
  },
  history: {
    name: "History",
    text: "One point a minute, kept by the server for 7 days, and the present at the right end. Over 24 hours a point is the average of 5 minutes, over 7 days of 30, and bars are all orders of that time. A minute that nobody recorded is a gap, never a guess. Releases, sizes that sold out and storefronts that were lost are marked, and named in the table.",
  },
  demand: {
    name: "Demand and stock",
    text: "Large: connected carts that hold the size, each once whatever its tabs. Small: pairs not sold yet; each sale shows at once. The filled part is the share of the stock that the carts would take. Items no longer in the catalogue are not shown.",
  },
  tight: {
    name: "Tightest sizes",
    text: "Pressure is carts that hold the size for each pair left. Sold counts pairs of the last 10 minutes. Gone in assumes that sales go on at that pace, and is a guess.",
  },
  pages: {
    name: "Tabs by page",
    text: "Open tabs on each page. A cart with tabs on two pages counts on both, so the sum is the number of tabs, not of carts. A page is what the shopper's browser says.",
  },
  attention: {
    name: "Needs attention",
    text: "Storefronts that fell silent; carts that fell by a fifth within two minutes; sizes that more carts want than are left; checkouts that stand for 5 minutes, and carts worth $300 or more that stand for 10, looked for every 30 s. The numbers are the usual ones; Limits sets yours. Under View the browser can be let notify you of what is new while this page is not seen.",
  },
  list: {
    name: "Carts",
    text: "Every connected cart, filtered and ordered by the server. While you point at the list, have the focus in it or have scrolled, no row moves: values change in place, and a button offers the new order. The name is not the cart's id, and nothing can be done to a cart with it. Privacy hides names and money on the page, in its address and in files.",
  },
  activity: {
    name: "Activity",
    text: "What carts did since this page was opened, newest first, the last 500 events. At a rush the server tells a selection.",
  },
  storefronts: {
    name: "Storefronts",
    text: "Running storefronts that report to this server, each with the carts and tabs it holds. One that is not heard for a few seconds leaves the list, and its tabs leave the figures.",
  },
  audit: {
    name: "Done by admins",
    text: "Who signed in or out, and who released or restocked what, newest first, as the server's audit log has it.",
  },
} as const satisfies Readonly<Record<string, Meaning>>;

export type Term = keyof typeof MEANINGS;
