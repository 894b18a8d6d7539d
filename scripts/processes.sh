# shellcheck shell=bash
# For the scripts beside it: programs that run in the background while a script does its work, and a folder for
# them. Sourced, not run. When the script ends, however it ends, the programs are stopped and the folders removed.

started=()
temporary=()

stop_all() {
    local index
    # The last one first: Tamis before its next hop.
    for ((index = ${#started[@]} - 1; index >= 0; index--)); do
        kill "${started[index]}" 2>/dev/null || true
        wait "${started[index]}" 2>/dev/null || true
    done
    rm -rf "${temporary[@]}"
}
trap stop_all EXIT

# Makes a folder, whose path is in $folder afterwards.
make_folder() {
    folder=$(mktemp -d "$1-XXXXXX")
    temporary+=("$folder")
}

# Remembers the program that was started last.
started_last() { started+=("$!"); }

# Waits until a command succeeds, 60 s at most; if it does not, shows the end of a log and ends.
wait_for() {
    local what=$1 log=$2 tries
    shift 2
    for ((tries = 0; tries < 600; tries++)); do
        if "$@" 2>/dev/null; then return; fi
        if ! kill -0 "${started[-1]}" 2>/dev/null; then break; fi
        sleep 0.1
    done
    printf '%s: %s did not come up\n' "${0##*/}" "$what" >&2
    tail -n 20 "$log" >&2
    exit 1
}

# Whether something listens at a loopback port.
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1"); }

# A port for Tamis: above those that the tests take, below those of outgoing connections.
choose_port() {
    while true; do
        port=$((32000 + RANDOM % 700))
        if ! answers "$port" 2>/dev/null; then return; fi
    done
}
