import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;

/** A read store in memory that speaks the MongoDB wire protocol: {@code ReadStore PORT}. */
public final class ReadStore {
  private ReadStore() {}

  public static void main(String[] args) {
    EndWithParent.watchWhenAsked();
    var server = new MongoServer(new MemoryBackend().version(ServerVersion.MONGO_5_0));
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow, "stop-read-store"));
    server.bind("127.0.0.1", Integer.parseInt(args[0]));
  }
}
