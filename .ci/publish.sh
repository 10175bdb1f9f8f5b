# Sourced by packages --all: publishes applications in every form that docs/deployment.md speaks of, says how large they are, and runs those that run here.

# publish NAME APP OPTION...: into $work/publish/NAME, with no warning of our code.
publish() {
  local name=$1 app=$2 said
  shift 2
  said=$(dotnet publish -c Release -v quiet "$work/apps/$app/$app.csproj" -o "$work/publish/$name" "$@" 2>&1) || fail "publish $name failed: $said"
  grep -E 'warning.*(MLNetBert\.(Abstractions|Tokenizers|Encoder|Resampling|Hosting)|NETSDK|MLNetBert\.dll)' <<< "$said" && fail "publish $name warns"
  echo "  $name: $(du -sm --apparent-size "$work/publish/$name" | cut -f 1) MB$(grep -oE 'warning IL[0-9]+: Assembly .([A-Za-z.]+)' <<< "$said" | sort -u | sed 's/.*Assembly ./; warns of /' | tr -d '\n')"
}

# An installed application: nobody may write to it, its path has a space and letters beyond ASCII, and it is run from elsewhere by a user who owns nothing there.
installed() {
  local name=$1 there="$work/installed dir ü 日本/$1"
  shift
  mkdir -p "$(dirname "$there")"
  mv "$work/publish/$name" "$there"
  chmod -R a+rX,a-w "$there"
  chmod a+x "$work"
  if [ "$(id -u)" -eq 0 ] && command -v setpriv > /dev/null; then
    mkdir -p "$work/nobody" && chown 65534 "$work/nobody"
    says "$1" env -C "$work/nobody" HOME="$work/nobody" setpriv --reuid 65534 --clear-groups "${@:2}" "$there/${name%%-*}"
  else
    says "$1" env -C / "${@:2}" "$there/${name%%-*}"
  fi
}

cd "$work"
app first "$(block first-pipeline README.md)" MLNetBert
publish first-portable first
no_file_of android ios -- "$work/publish/first-portable"
publish first-linux first -r linux-x64 --no-self-contained
publish first-contained first -r linux-x64 --self-contained
publish first-single first -r linux-x64 --self-contained -p:PublishSingleFile=true
publish first-trimmed first -r linux-x64 --self-contained -p:PublishTrimmed=true -p:TrimMode=partial
publish first-windows first -r win-x64 --self-contained
publish first-macos first -r osx-arm64 --self-contained
publish load-trimmed load -r linux-x64 --self-contained -p:PublishTrimmed=true -p:TrimMode=partial
publish vectors-trimmed vectors -r linux-x64 --self-contained -p:PublishTrimmed=true
publish vectors-aot vectors -r linux-x64 -p:PublishAot=true
publish hosting-aot hosting -r linux-x64 -p:PublishAot=true
app lib 'public static class Lib { public static int Size() { using var bert = MLNetBert.BertModel.Open(); return bert.HiddenSize; } }' MLNetBert
sed -i 's|<OutputType>Exe</OutputType>||' "$work/apps/lib/lib.csproj"
app through 'Console.WriteLine($"through a project: {Lib.Size()}");'
sed -i 's|</ItemGroup>|<ProjectReference Include="../lib/lib.csproj" /></ItemGroup>|' "$work/apps/through/through.csproj"
publish through through -r linux-x64 --no-self-contained
for name in through first-portable first-linux first-contained first-single first-trimmed first-windows first-macos vectors-aot; do
  once models/all-MiniLM-L6-v2/model.onnx "$work/publish/$name"
done
for name in first-linux first-contained first-single first-trimmed vectors-trimmed vectors-aot; do no_file_of windows macos android ios -- "$work/publish/$name"; done
no_file_of linux macos android ios -- "$work/publish/first-windows"
no_file_of linux windows android ios -- "$work/publish/first-macos"
for package in "$work"/feed/MLNetBert.Cli.*-*.nupkg; do
  name=$(basename "$package")
  case $name in
    *linux*) others=(windows macos android ios) ;;
    *win*) others=(linux macos android ios) ;;
    *osx*) others=(linux windows android ios) ;;
  esac
  mkdir -p "$work/unpacked/$name" && (cd "$work/unpacked/$name" && unzip -q "$package")
  no_file_of "${others[@]}" -- "$work/unpacked/$name"
  echo "  $name: $(du -m "$package" | cut -f 1) MB"
done
done_with "publishing"

says "loaded: spam, easy-ham" "$work/publish/load-trimmed/load" "$work/run/mail.zip"
says "through a project: 384" "$work/publish/through/through"
says "384 dimensions" "$work/publish/hosting-aot/hosting"
installed first-linux "spam, ham"
installed first-contained "spam, ham"
installed first-single "spam, ham"
installed first-trimmed "spam, ham"
installed vectors-trimmed "the cats are near"
program="$work/publish/vectors-aot/vectors"
echo "  the native program: $(($(stat -c %s "$program") / 1000)) kB; starts, opens the model and has three vectors in $({ TIMEFORMAT=%R; time "$program" > /dev/null; } 2>&1) s"
installed vectors-aot "the cats are near"

# A model of one's own, by the recipe of docs/deployment.md; MiniLM is left out.
mkdir -p "$work/own" && cp -r "$root/models/all-MiniLM-L6-v2" "$work/own/my-model"
block own-model docs/deployment.md > "$work/own/My.Model.csproj"
block own-model-targets docs/deployment.md > "$work/own/My.Model.targets"
dotnet pack -c Release -v quiet -warnaserror "$work/own" -p:PackageOutputPath="$work/feed"
app own "$(cat "$root/tests/packages/own.cs")" MLNetBert
sed -i 's|</ItemGroup>|<PackageReference Include="My.Model" Version="1.0.0" /><PackageReference Include="MLNetBert.Model.MiniLM" Version="'"$version"'" ExcludeAssets="all" /></ItemGroup>|' "$work/apps/own/own.csproj"
dotnet build -c Release -v quiet -warnaserror "$work/apps/own/own.csproj"
says "own: 384 dimensions
and no other" dotnet "$(output own)/own.dll"

# Three commands, as the README shows them.
mkdir -p "$work/apps/three" && cd "$work/apps/three"
start=$SECONDS
dotnet new console > /dev/null
dotnet add package MLNetBert > /dev/null
block first-pipeline README.md > Program.cs
says "spam, ham" dotnet run
echo "  three commands: $((SECONDS - start)) s"

# The same bits from another folder.
git clone --quiet --no-local --depth 1 "file://$root" "$work/clone"
dotnet pack -c Release -v quiet "$work/clone/src/MLNetBert.Resampling" -p:PackageOutputPath="$work/again"
dotnet pack -c Release -v quiet "$root/src/MLNetBert.Resampling" -p:PackageOutputPath="$work/once"
cmp <(unzip -p "$work/again/MLNetBert.Resampling.$version.nupkg" lib/net10.0/MLNetBert.Resampling.dll) <(unzip -p "$work/once/MLNetBert.Resampling.$version.nupkg" lib/net10.0/MLNetBert.Resampling.dll) ||
  [ -n "$(git -C "$root" status --porcelain)" ] || fail "the build is not deterministic"
good
done_with "a model of one's own, three commands, the same bits"
