import type { ReactNode } from "react";
import Link from "next/link";

export const metadata = { title: "Partner", icons: { icon: "data:," } };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        {children}
        <nav>
          <Link href="/">Opening hours</Link> <Link href="/help">Help</Link>
        </nav>
      </body>
    </html>
  );
}
