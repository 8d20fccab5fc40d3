#include <benchmark/benchmark.h>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

// From the start of the process to its first painted frame written as an uncompressed picture, and to its end: more than
// a user waits for, and the same for both. Limits: twice the minimal Widgets and Charts program, and 200 ms.
namespace {

struct Place
{
    Place()
    {
        QFile file(dir.filePath(QStringLiteral("checkwatch.yml")));
        ready = file.open(QIODevice::WriteOnly)
            && file.write("scrape_configs:\n- job_name: haproxy\n"
                          "  static_configs: [{targets: ['127.0.0.1:9']}]\n")
                > 0;
    }
    QTemporaryDir dir;
    bool ready = false;
};

void start(benchmark::State& state, const QString& program, const QStringList& arguments, const Place& place)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    environment.insert(QStringLiteral("HOME"), place.dir.path());
    for (auto _ : state) {
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(program, arguments);
        if (!process.waitForFinished() || process.exitCode() != 0) {
            state.SkipWithError(process.readAllStandardError().constData());
            break;
        }
    }
}

void checkwatchWindow(benchmark::State& state)
{
    const Place place;
    start(state, QStringLiteral(CHECKWATCH_PROGRAM),
          {QStringLiteral("--config"), place.dir.filePath(QStringLiteral("checkwatch.yml")), QStringLiteral("--size"),
           QStringLiteral("1280x800"), QStringLiteral("--after"), QStringLiteral("0"), QStringLiteral("--screenshot"),
           place.dir.filePath(QStringLiteral("shot.bmp"))},
          place);
}
BENCHMARK(checkwatchWindow)->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(3);

void minimalWindow(benchmark::State& state)
{
    const Place place;
    start(state, QStringLiteral(MINIMAL_WINDOW), {place.dir.filePath(QStringLiteral("shot.bmp"))}, place);
}
BENCHMARK(minimalWindow)->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(3);

} // namespace
