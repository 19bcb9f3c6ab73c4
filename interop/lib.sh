# What the runs of this folder share; sourced by them.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
started=$SECONDS

say() { printf '%4ds  %s\n' "$((SECONDS - started))" "$*"; }

# need TOOL...: leave, with a clear line, where a tool is missing. INTEROP_REQUIRED=1 makes that a
# failure.
need() {
	local tool
	for tool in "$@"; do
		command -v "$tool" >/dev/null && continue
		if [ "${INTEROP_REQUIRED:-}" = 1 ]; then
			printf 'FAIL: %s needs %s, which is not installed\n' "$0" "$tool"
			exit 1
		fi
		printf 'SKIP: %s needs %s, which is not installed\n' "$0" "$tool"
		exit 0
	done
}

# scratch is a folder that goes when the run ends.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
