/** One Kafka broker in KRaft mode: {@code KafkaBroker format|run SERVER_PROPERTIES [CLUSTER_ID]}. */
public final class KafkaBroker {
  private KafkaBroker() {}

  public static void main(String[] args) {
    var properties = args[1];
    switch (args[0]) {
      case "format" ->
          kafka.tools.StorageTool.main(
              new String[] {"format", "--ignore-formatted", "--cluster-id=" + args[2], "--config", properties});
      case "run" -> {
        EndWithParent.watchWhenAsked();
        kafka.Kafka.main(new String[] {properties});
      }
      default -> throw new IllegalArgumentException("expected format or run, got " + args[0]);
    }
  }
}
