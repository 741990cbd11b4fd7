const PEOPLE = ["stranger", "viewer", "operator", "admin"];

export function ChannelPicker({
  names,
  chosen,
  choose,
  label,
}: {
  names: readonly string[];
  chosen: string;
  choose: (name: string) => void;
  label: (name: string) => string;
}) {
  return (
    <nav className="channels" aria-label="Channels">
      {names.map((name) => (
        <button key={name} type="button" aria-pressed={chosen === name} onClick={() => choose(name)}>
          {label(name)}
        </button>
      ))}
    </nav>
  );
}

export function PersonPicker({ chosen, choose }: { chosen: string; choose: (name: string) => void }) {
  return (
    <fieldset className="who">
      <legend>You are:</legend>
      {PEOPLE.map((name) => (
        <button key={name} type="button" aria-pressed={chosen === name} onClick={() => choose(name)}>
          {name}
        </button>
      ))}
    </fieldset>
  );
}
