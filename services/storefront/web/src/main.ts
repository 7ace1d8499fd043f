import "./shop.css";
import { Shop } from "./shop";

// A page without a cart has nothing that changes while one looks at it.
const cartId = document.body.dataset["cartId"];
if (cartId) {
  new Shop(cartId).open();
}
