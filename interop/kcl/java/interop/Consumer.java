package interop;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.KinesisClientUtil;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.RetrievalConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * An application of the Kinesis Client Library as its guide has it: no option is set but the two that
 * the command line can ask for. The same source is compiled against 3.x and 2.7.x.
 *
 * <p>Where the services are, the region and the keys come from the environment (AWS_ENDPOINT_URL,
 * AWS_REGION, AWS_ACCESS_KEY_ID), which is all that a user of the emulator sets.
 *
 * <p>It stops gracefully on SIGTERM and at the end of its standard input.
 */
public final class Consumer {
    private static final long STOP_SECONDS = 20;

    private Consumer() {}

    /** Arguments: the stream, the application, this worker's name; then "polling" and "oldest" if wanted. */
    public static void main(String[] args) throws Exception {
        String stream = args[0];
        boolean polling = asked(args, "polling");
        KinesisAsyncClient kinesis = KinesisClientUtil.createKinesisAsyncClient(KinesisAsyncClient.builder());
        ConfigsBuilder configs = new ConfigsBuilder(
                tracker(stream, asked(args, "oldest")),
                args[1],
                kinesis,
                DynamoDbAsyncClient.create(),
                CloudWatchAsyncClient.create(),
                args[2],
                Narrator::new);
        RetrievalConfig retrieval = configs.retrievalConfig();
        if (polling) {
            retrieval.retrievalSpecificConfig(new PollingConfig(stream, kinesis));
        }
        Scheduler scheduler = new Scheduler(
                configs.checkpointConfig(),
                configs.coordinatorConfig(),
                configs.leaseManagementConfig(),
                configs.lifecycleConfig(),
                configs.metricsConfig(),
                configs.processorConfig(),
                retrieval);
        Thread running = new Thread(scheduler, "scheduler");
        running.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(scheduler, running)));
        awaitEndOfInput();
        System.exit(0); // runs the hook
    }

    private static boolean asked(String[] args, String option) {
        for (int i = 3; i < args.length; i++) {
            if (args[i].equals(option)) {
                return true;
            }
        }
        return false;
    }

    /** The library's default position is LATEST; "oldest" asks for TRIM_HORIZON. */
    private static SingleStreamTracker tracker(String stream, boolean oldest) {
        if (!oldest) {
            return new SingleStreamTracker(stream);
        }
        return new SingleStreamTracker(
                stream, InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON));
    }

    /**
     * A stop has a limit, as any application's has: 2.7 waits without end for processors whose shards
     * have ended. The thread that runs the scheduler sends the last metrics.
     */
    private static void stop(Scheduler scheduler, Thread running) {
        try {
            scheduler.startGracefulShutdown().get(STOP_SECONDS, TimeUnit.SECONDS);
            Narrator.say("stopped");
        } catch (Exception e) {
            Narrator.say("unstopped " + e.getClass().getSimpleName());
            scheduler.shutdown();
        }
        try {
            running.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Narrator.say("interrupted");
        }
    }

    private static void awaitEndOfInput() throws IOException {
        byte[] ignored = new byte[64];
        while (System.in.read(ignored) >= 0) {
            // whoever started us says nothing, until the end
        }
    }
}
