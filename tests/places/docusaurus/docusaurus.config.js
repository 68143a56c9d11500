export default {
  title: "Partner",
  url: "http://partner.localhost",
  baseUrl: "/",
  favicon: "data:,",
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false, theme: {} }]],
  themeConfig: {
    navbar: {
      title: "Partner",
      items: [
        { to: "/", label: "Opening hours", activeBaseRegex: "^/$" },
        { to: "/help", label: "Help" },
      ],
    },
  },
};
