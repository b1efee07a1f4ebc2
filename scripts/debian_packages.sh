#!/usr/bin/env bash
# Installs the Debian packages that Chaperone needs from outside Python, and says plainly what is missing and what then fails.
#
#   scripts/debian_packages.sh run     what `make run` needs; what is missing is said with the one command to get it, and the rest runs
#   scripts/debian_packages.sh test    what `make test` needs; anything missing is an error
#   scripts/debian_packages.sh bench   what `make bench` measures beside the product; what is missing is left out, and said
#
# Each need is probed by what it gives, not by a package's name, so that a machine which has it another way is left alone.
set -euo pipefail

purpose=${1:?say run, test or bench}
python=${PYTHON:-python3.11}

has_venv() { "$python" -c 'import ensurepip, venv'; }
has_pango() {
  "$python" - <<'END'
import ctypes, ctypes.util
for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"):
    ctypes.CDLL(ctypes.util.find_library(name) or f"lib{name}.so.0")
END
}
has_chromium() { command -v chromium; }
has_postgresql() { command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb'; }
has_janus() { command -v janus && compgen -G '/usr/lib/*/janus/plugins/libjanus_videoroom.so'; }
has_composing() { command -v ffmpeg && command -v janus-pp-rec; }
has_coturn() { command -v turnserver; }
has_ejabberd() { command -v erl && test -e /usr/share/ejabberd/sql/pg.sql && compgen -G '/usr/lib/erlang/lib/p1_pgsql-*'; }

# need | packages | what does not work without it
needs_run='venv|python3.11-venv|Python packages cannot be installed, so nothing can run
pango|libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0|PDF files (code sheets and dossiers) cannot be made; every page still works
janus|janus|there is no sound and picture (video is off); everything else works
composing|ffmpeg janus-tools|recordings are kept but cannot be composed to be watched'
needs_test="$needs_run
chromium|chromium|the journeys in a real browser cannot run
postgresql|postgresql postgresql-client|the tests cannot run on PostgreSQL
coturn|coturn|the way through strict networks cannot be tested"
needs_bench='postgresql|postgresql postgresql-client|nothing is measured on PostgreSQL
ejabberd|ejabberd erlang-p1-pgsql|ejabberd is not measured beside the product'

case $purpose in
  run) needs=$needs_run ;;
  test) needs=$needs_test ;;
  bench) needs=$needs_bench ;;
  *) echo "debian_packages.sh: say run, test or bench, not '$purpose'." >&2; exit 2 ;;
esac

missing() { # prints the lines of the needs that the machine does not meet
  while IFS='|' read -r need packages consequence; do
    "has_$need" >/dev/null 2>&1 || printf '%s|%s|%s\n' "$need" "$packages" "$consequence"
  done <<<"$needs"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif [ -t 0 ]; then sudo "$@"
  else sudo -n "$@"
  fi
}

# Debian starts its own Janus and coturn as soon as they are installed, open to all. Ours are children of `chaperone serve`.
keep_services_off() { # package...
  [ -d /run/systemd/system ] || return 0
  local package
  for package in "$@"; do
    case $package in janus | coturn) as_root systemctl mask "$package.service" || true ;; esac
  done
}

install() { # package...
  local log
  log=$(mktemp)
  echo "Installing Debian packages: $*"
  if ! { keep_services_off "$@" && as_root apt-get -qq update &&
         as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "$@"; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
  fi
  rm -f "$log"
}

lacking=$(missing)
[ -n "$lacking" ] || exit 0

packages=$(cut -d'|' -f2 <<<"$lacking" | tr '\n' ' ')
if ! command -v apt-get >/dev/null; then
  echo "This machine has no apt-get. Install what these Debian packages hold by its own means: $packages" >&2
elif [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
  echo "Neither root nor sudo is at hand. As root: apt-get install $packages" >&2
else
  # shellcheck disable=SC2086 # one word a package
  install $packages
fi

lacking=$(missing)
[ -n "$lacking" ] || exit 0

stop=no
while IFS='|' read -r need packages consequence; do
  echo "MISSING: $packages. Without it $consequence." >&2
  if [ "$purpose" = test ] || [ "$need" = venv ]; then stop=yes; fi
done <<<"$lacking"
[ "$stop" = no ]
