# Sourced by packages: the steps that its checks are made of. Expects $root, $work and $version.
passed=0
done_with() { echo "  $1: done at $SECONDS s"; }
fail() { echo "packages: $*" >&2; exit 1; }
good() { passed=$((passed + 1)); }

# block NAME PAGE: the C# that stands under <!-- NAME --> in a page.
block() { awk -v name="<!-- $1 -->" '$0 == name { found = 1 } found && /^```$/ { exit } found && !/^(<!--|```)/' "$root/$2"; }

# app NAME PROGRAM PACKAGE[@VERSION]...: a console application that names packages, as `dotnet new console` and `dotnet add package` leave it.
app() {
  local name=$1 program=$2
  shift 2
  [ -n "$program" ] || fail "$name: no program"
  mkdir -p "$work/apps/$name"
  printf '%s\n' "$program" > "$work/apps/$name/Program.cs"
  {
    echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>'
    echo "<ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable><RestorePackagesPath>$work/packages</RestorePackagesPath></PropertyGroup><ItemGroup>"
    for package; do echo "<PackageReference Include=\"${package%@*}\" Version=\"$([[ $package == *@* ]] && echo "${package#*@}" || echo "$version")\" />"; done
    echo '</ItemGroup></Project>'
  } > "$work/apps/$name/$name.csproj"
}

output() { echo "$work/apps/$1/bin/Release/net10.0"; }

# says TEXT COMMAND...: the command succeeds, and says the text.
says() {
  local text=$1 said
  shift
  said=$("$@" 2>&1) || fail "$* failed: $said"
  [[ $said == *"$text"* ]] || fail "$* does not say '$text' but: $said"
  good
}

# refuses TEXT COMMAND...: the command fails, and says the text.
refuses() {
  local text=$1 said
  shift
  said=$("$@" 2>&1) && fail "$* should fail"
  [[ $said == *"$text"* ]] || fail "$* does not say '$text' but: $said"
  good
}

# once FILE FOLDER: the file is there, and no other of its name.
once() {
  [ -f "$2/$1" ] || fail "$2 has no $1"
  [ "$(find "$2" -name "$(basename "$1")" | wc -l)" -eq 1 ] || fail "$2 has more than one $(basename "$1")"
  good
}

at_most() {
  local size
  size=$(($(stat -c %s "$work/feed/$1.$version.nupkg") / 1000))
  [ "$size" -lt "$2" ] || fail "$1 has $size kB, and at most $2 are allowed"
  good
}

# no_file_of SYSTEM... -- FOLDER: no native file of these systems, by what the files are.
no_file_of() {
  local systems=() found
  while [ "$1" != -- ]; do systems+=("$1"); shift; done
  for system in "${systems[@]}"; do
    case $system in
      android) found=$(find "$2" -name '*.aar') ;;
      ios) found=$(find "$2" -name '*.xcframework*') ;;
      linux) found=$(find "$2" -name '*.so' -o -name '*.so.dbg') ;;
      macos) found=$(find "$2" -name '*.dylib' -o -name '*.dwarf') ;;
      windows) found=$(find "$2" -iname 'onnxruntime*.dll' -o -name 'LdaNative.dll' -o -name 'CpuMathNative.dll' -o -name 'FastTreeNative.dll' -o -name 'lib_lightgbm.dll' -o -name 'lightgbm.exe' -o -name '*.lib') ;;
    esac
    [ -z "$found" ] || fail "$2 has files for $system: $found"
  done
  good
}
