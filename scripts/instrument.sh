# shellcheck shell=bash
# For the scripts beside it: builds programs of this package's modules with the fuzzer's instruments (AddressSanitizer,
# and calls at each comparison), which the Swift toolchain brings. Sourced, not run.
#
# A program is a Swift file. Comment lines at its top say what it is built of:
#
#     // Modules: CLinux Descriptors …           targets of Package.swift, each behind those that it imports
#     // Beside: Tests/SMTPTests/Machines.swift  further files and folders that are compiled with it (optional)

# Modules are built once for all programs, and again once a source changes.
instrumented=.build/fuzz/modules

# As in Package.swift.
swift_options=(
    -O -g -swift-version 6 -parse-as-library -enable-testing '-sanitize=fuzzer,address' -whole-module-optimization
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature MemberImportVisibility
    -enable-upcoming-feature InternalImportsByDefault
)

# What a comment line of a program says: setting FILE NAME.
setting() { sed -n "s|^// $2: ||p" "$1"; }

# Compiles the C files of a folder: build_c FOLDER INTO PREFIX.
build_c() {
    local file
    for file in "$1"/*.c; do
        clang -c -O1 -g -fsanitize=fuzzer-no-link,address -I "$1/include" -o "$2/$3$(basename "$file" .c).o" "$file"
    done
}

# Adds what is needed to import a system library of Package.swift.
use_system_module() {
    local package flag
    package=$(sed -n "s|.*systemLibrary(name: \"$1\", pkgConfig: \"\([^\"]*\)\".*|\1|p" Package.swift)
    swift_options+=(-I "Sources/$1")
    for flag in $(pkg-config --cflags "$package"); do swift_options+=(-Xcc "$flag"); done
}

# Builds a module, unless it is there, and adds what is needed to import and to link it: build_module NAME.
# `sum` is that of all it may depend on.
build_module() {
    local name=$1 into files
    if [[ -e Sources/$name/module.modulemap ]]; then
        use_system_module "$name"
        return
    fi
    mapfile -t files < <(find "Sources/$name" -type f | sort)
    sum=$(cat scripts/instrument.sh "${files[@]}" - <<<"$sum" | sha256sum | cut -d ' ' -f 1)
    into=$instrumented/$name-$sum
    if [[ ! -e $into/done ]]; then
        rm -rf "$instrumented/$name"-*
        mkdir -p "$into"
        if [[ -d Sources/$name/include ]]; then
            build_c "Sources/$name" "$into" ''
            printf 'module %s { umbrella "%s" export * }\n' "$name" "$PWD/Sources/$name/include" >"$into/module.modulemap"
        else
            swiftc "${swift_options[@]}" -module-name "$name" -emit-module \
                -emit-module-path "$into/$name.swiftmodule" -c -o "$into/$name.o" "${files[@]}"
        fi
        touch "$into/done"
    fi
    swift_options+=(-I "$into")
    objects+=("$into"/*.o)
}

# Builds a program into FOLDER/program, unless it is there: build_program FILE FOLDER LINK-OPTION [MORE-SOURCES…].
# What goes with it in C is linked as it is. For one build at a time: `flock` is the caller's.
build_program() {
    local file=$1 folder=$2 link=$3 modules module beside files=() swift=() name sum='' objects=()
    local swift_options=("${swift_options[@]}")
    name=$(basename "$file" .swift)
    mkdir -p "$folder" "$instrumented"
    read -ra modules <<<"$(setting "$file" Modules)"
    read -ra beside <<<"$(setting "$file" Beside)"
    for module in "${modules[@]}"; do build_module "$module"; done
    mapfile -t files < <(find "${beside[@]}" "${@:4}" "$file" -type f | sort -u)
    sum=$(cat "${files[@]}" - <<<"$sum $link" | sha256sum | cut -d ' ' -f 1)
    if [[ ! -x $folder/program || $(cat "$folder/sum" 2>/dev/null) != "$sum" ]]; then
        printf '%s: building %s\n' "${0##*/}" "$name" >&2
        rm -f "$folder/sum" "$folder"/*.o
        for module in "${files[@]}"; do
            case $module in
                *.swift) swift+=("$module") ;;
                *.c) clang -c -O1 -o "$folder/$(basename "$module").o" "$module" ;;
            esac
        done
        swiftc "${swift_options[@]}" -module-name "$name" -c -o "$folder/$name.o" "${swift[@]}"
        swiftc "$link" -use-ld=lld -o "$folder/program" "$folder"/*.o "${objects[@]}"
        printf '%s' "$sum" >"$folder/sum"
    fi
}
