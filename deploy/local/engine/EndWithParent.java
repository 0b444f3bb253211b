/** Ends this JVM in an orderly way (shutdown hooks run) when the process at the other end of standard input is gone. */
final class EndWithParent {
  private EndWithParent() {}

  /** Does nothing unless the launcher asked for it: a process started by hand may have no standard input. */
  static void watchWhenAsked() {
    if (!Boolean.getBoolean("runledger.endWithParent")) return;
    var watcher = new Thread(EndWithParent::awaitEndOfInput, "end-with-parent");
    watcher.setDaemon(true);
    watcher.start();
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // The parent never writes: its end of the pipe closes when it dies, however it dies.
      }
    } catch (java.io.IOException closed) {
      // A broken pipe says the same as its end.
    }
    System.exit(0);
  }
}
