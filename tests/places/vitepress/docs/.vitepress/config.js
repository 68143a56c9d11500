export default {
  title: "Partner",
  head: [["link", { rel: "icon", href: "data:," }]],
  themeConfig: {
    nav: [
      { text: "Opening hours", link: "/" },
      { text: "Help", link: "/help" },
    ],
  },
};
