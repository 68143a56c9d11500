export default function Hours() {
  return <h1>Opening hours</h1>;
}
