// Of the page itself: no plain link beside the control (by a rule and not by its attribute, so that a saved or
// prerendered copy still shows it), and on paper the address of the questions in
// the place of the frame, which would be cut off.
export const STYLE =
  "a[data-quick-exit]{display:none!important}@media print{[data-quick-exit-faq] iframe,::part(quick-exit){position:fixed!important;visibility:hidden!important}[data-quick-exit-faq] [hidden]{display:inline!important}}";
