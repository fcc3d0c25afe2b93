# Sets $java to a Java 25: the one named, else one where distributions put them, else whatever is on PATH. Sourced.
java=${LVS_JAVA:-${JAVA_HOME:+$JAVA_HOME/bin/java}}
if [ -z "$java" ]; then
  for java in /usr/lib/jvm/*25*/bin/java /opt/java/*25*/bin/java "$HOME"/.sdkman/candidates/java/25*/bin/java java; do
    [ ! -x "$java" ] || break
  done
fi
