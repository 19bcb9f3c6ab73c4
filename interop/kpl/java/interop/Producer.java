package interop;

import com.google.common.util.concurrent.ListenableFuture;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;
import software.amazon.kinesis.producer.UserRecordResult;

/**
 * Puts numbered records of several keys through the Kinesis Producer Library, whose native daemon
 * aggregates them, and tells where each one went:
 *
 * <pre>
 * put SHARD SEQUENCE-NUMBER KEY VALUE
 * </pre>
 *
 * <p>After the last it says "done", and stays until the end of its standard input, so that its metrics
 * can go out.
 *
 * <p>The daemon knows TLS only and wants host and port apart, so the endpoint of the environment is
 * taken to pieces; its certificate is of our own making, and not verified. Else only
 * the time between two uploads of metrics is set, which is a minute.
 */
public final class Producer {
    private static final long PATIENCE_SECONDS = 60;
    private static final long METRICS_MILLIS = 500;

    private Producer() {}

    /** Arguments: the stream, how many records, of how many keys. */
    public static void main(String[] args) throws Exception {
        KinesisProducer producer = new KinesisProducer(configuration());
        List<String> values = new ArrayList<>();
        List<ListenableFuture<UserRecordResult>> results = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            String value = "key-" + i % Integer.parseInt(args[2]) + " " + i;
            values.add(value);
            results.add(producer.addUserRecord(args[0], value.split(" ")[0], bytes(value)));
            if (i == 0) {
                // What is put before the daemon knows the shards is not aggregated: one record is enough.
                results.get(0).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
        for (int i = 0; i < values.size(); i++) {
            UserRecordResult result = results.get(i).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            System.out.println("put " + result.getShardId() + " " + result.getSequenceNumber() + " " + values.get(i));
        }
        producer.flushSync();
        System.out.println("done");
        System.in.readAllBytes(); // until whoever started us has seen the daemon's metrics
        producer.destroy();
        System.exit(0); // the library's threads go on
    }

    private static KinesisProducerConfiguration configuration() {
        URI at = URI.create(System.getenv("AWS_ENDPOINT_URL"));
        return new KinesisProducerConfiguration()
                .setRegion(System.getenv("AWS_REGION"))
                .setCredentialsProvider(DefaultCredentialsProvider.create())
                .setKinesisEndpoint(at.getHost())
                .setKinesisPort(at.getPort())
                .setCloudwatchEndpoint(at.getHost())
                .setCloudwatchPort(at.getPort())
                .setStsEndpoint(at.getHost())
                .setStsPort(at.getPort())
                .setMetricsUploadDelay(METRICS_MILLIS)
                .setVerifyCertificate(false);
    }

    private static ByteBuffer bytes(String value) {
        return ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
    }
}
