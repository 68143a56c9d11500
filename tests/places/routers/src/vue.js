import { createApp, h } from "vue";
import { createRouter, createWebHistory, RouterLink, RouterView } from "vue-router";

const page = (title) => ({ render: () => h("h1", title) });
const link = (to, words) => h(RouterLink, { to }, () => words);
const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: "/", component: page("Opening hours") },
    { path: "/help", component: page("Help") },
    { path: "/more", component: page("More") },
  ],
});

createApp({
  render() {
    return [
      h("nav", [
        link("/", "Opening hours"),
        " ",
        link("/help", "Help"),
        " ",
        link("/more", "More"),
      ]),
      h(RouterView),
      h("output", this.$route.path),
    ];
  },
})
  .use(router)
  .mount("#root");
