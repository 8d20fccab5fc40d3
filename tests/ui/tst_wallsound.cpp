#include "tests/support/processes.h"
#include "tests/ui/typedcommand.h"
#include "ui/common/tones.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <cmath>

namespace tst_wallsound {

using namespace checkwatch;
using common::Tone;
using typedcommand::Ended;
using typedcommand::write;

namespace {

const QString program = QStringLiteral(CHECKWATCH_PROGRAM);

/// The whole of a configuration with this `sound:` block.
QByteArray configuration(const QByteArray& sound)
{
    return "scrape_configs: [{job_name: h, static_configs: [{targets: ['127.0.0.1:1']}]}]\n"
           "checkwatch: {wall: {sound: "
        + sound + "}}\n";
}

/// What is asked of the sound library is written down in a file.
struct Ear
{
    QTemporaryDir folder;

    [[nodiscard]] QString config(const QByteArray& sound) const
    {
        const QString path = folder.filePath(QStringLiteral("c.yml"));
        write(path, configuration(sound));
        return path;
    }
    [[nodiscard]] QString file() const { return folder.filePath(QStringLiteral("heard")); }
    [[nodiscard]] QStringList variables() const
    {
        return {QStringLiteral("LD_LIBRARY_PATH=") + QStringLiteral(CANBERRA_STANDIN), "CANBERRA_HEARD=" + file()};
    }
    [[nodiscard]] QProcessEnvironment environment() const
    {
        QProcessEnvironment out = typedcommand::withoutScreen(folder.path());
        for (const QString& variable : variables()) {
            out.insert(variable.section(QLatin1Char('='), 0, 0), variable.section(QLatin1Char('='), 1));
        }
        return out;
    }
    /// Names of files and their first bytes.
    [[nodiscard]] QStringList heard() const
    {
        QFile said(file());
        return said.open(QIODevice::ReadOnly)
            ? QString::fromUtf8(said.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts)
            : QStringList();
    }
};

std::vector<qint16> samplesOf(const QByteArray& wav)
{
    std::vector<qint16> out;
    for (qsizetype i = 44; i + 1 < wav.size(); i += 2) {
        out.push_back(qFromLittleEndian<qint16>(wav.constData() + i));
    }
    return out;
}

} // namespace

/// What the wall plays, from the configuration to the sound library, whose place somebody takes who writes it down.
class WallSoundTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tonesAreSounds_data()
    {
        QTest::addColumn<int>("tone");
        QTest::addColumn<double>("hertz"); // of the first beep
        QTest::newRow("alarm") << static_cast<int>(Tone::Alarm) << 988.0;
        QTest::newRow("notice") << static_cast<int>(Tone::Notice) << 659.0;
    }
    void tonesAreSounds()
    {
        QFETCH(int, tone);
        QFETCH(double, hertz);
        const QByteArray wav = common::toneAsWav(static_cast<Tone>(tone));
        QVERIFY(wav.startsWith("RIFF") && wav.mid(8, 8) == "WAVEfmt " && wav.mid(36, 4) == "data");
        QCOMPARE(qFromLittleEndian<quint32>(wav.constData() + 4), quint32(wav.size() - 8));
        QCOMPARE(qFromLittleEndian<quint32>(wav.constData() + 40), quint32(wav.size() - 44));
        const std::vector<qint16> samples = samplesOf(wav);
        const double seconds = static_cast<double>(samples.size()) / 44'100;
        QVERIFY2(seconds > 0.3 && seconds < 2, QByteArray::number(seconds));
        QVERIFY(std::abs(samples.front()) < 300 && std::abs(samples.back()) < 1000); // no click
        int loudest = 0;
        int crossings = 0;
        for (std::size_t i = 1; i < 4410; ++i) { // a tenth of a second
            loudest = std::max(loudest, std::abs(int(samples[i])));
            crossings += samples[i - 1] < 0 && samples[i] >= 0 ? 1 : 0;
        }
        QVERIFY2(loudest > 8000 && loudest < 32'000, QByteArray::number(loudest)); // heard, and not cut
        QVERIFY2(std::abs(crossings * 10 - hertz) <= 20, QByteArray::number(crossings));
    }

    void eachSoundIsTestedOnce()
    {
        const Ear ear;
        const QString own = ear.folder.filePath(QStringLiteral("own.wav"));
        write(own, common::toneAsWav(Tone::Notice));
        const QString config = ear.config("{down: alarm, firing: none, severities: {page: " + own.toUtf8() + "}}");
        const Ended ended = typedcommand::run(program, {"wall", "--test-sound", "--config", config}, ear.variables());
        QVERIFY2(ended.code == 0, ended.said.toUtf8());
        const QStringList heard = ear.heard();
        QCOMPARE(heard.size(), 2); // alarm and the own one
        QVERIFY(heard.contains(own + QStringLiteral(" RIFF")));
        QVERIFY(heard.filter(QStringLiteral("/alarm.wav RIFF")).size() == 1);
    }

    void whatCannotBePlayedIsSaid_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("said");
        QTest::newRow("no sound server") << QStringLiteral("CANBERRA_OPENS=-5") << QStringLiteral("No suitable driver");
        QTest::newRow("breaks off") << QStringLiteral("CANBERRA_ENDS=-14") << QStringLiteral("Something else");
    }
    void whatCannotBePlayedIsSaid()
    {
        QFETCH(QString, variable);
        QFETCH(QString, said);
        const Ear ear;
        const Ended ended = typedcommand::run(program, {"wall", "--test-sound", "--config", ear.config("{}")},
                                              ear.variables() << variable);
        QCOMPARE(ended.code, 1);
        QVERIFY2(ended.said.contains(QStringLiteral("no sound: ")) && ended.said.contains(said), ended.said.toUtf8());
    }

    void aLibraryThatIsMissingIsSaid()
    {
        const Ear ear;
        write(ear.folder.filePath(QStringLiteral("libcanberra.so.0")), "this is none");
        const Ended ended = typedcommand::run(program, {"wall", "--test-sound", "--config", ear.config("{}")},
                                              {"LD_LIBRARY_PATH=" + ear.folder.path()});
        QCOMPARE(ended.code, 1);
        QVERIFY2(ended.said.contains(QStringLiteral("libcanberra0 is not installed")), ended.said.toUtf8());
    }

    void aFileThatIsMissingIsSaid()
    {
        const Ear ear;
        const Ended ended = typedcommand::run(program,
                                              {"wall", "--test-sound", "--config",
                                               ear.config("{down: /nowhere/horn.wav, firing: none, "
                                                          "severities: {critical: none}}")},
                                              ear.variables());
        QCOMPARE(ended.code, 1);
        QVERIFY2(ended.said.contains(QStringLiteral("/nowhere/horn.wav")), ended.said.toUtf8());
        QVERIFY(ear.heard().isEmpty());
    }

    /// A drill is there to be heard; without the block nothing is.
    void aDrillIsHeard_data()
    {
        QTest::addColumn<bool>("on");
        QTest::newRow("sound: {}") << true;
        QTest::newRow("no block") << false;
    }
    void aDrillIsHeard()
    {
        QFETCH(bool, on);
        const Ear ear;
        const QString config = ear.config("{}");
        if (!on) {
            write(config, "scrape_configs: [{job_name: h, static_configs: [{targets: ['127.0.0.1:1']}]}]\n");
        }
        support::ChildProcess wall(program, {"wall", "--drill", "built-in", "--config", config}, ear.environment());
        QElapsedTimer since;
        since.start();
        while (wall.running() && ear.heard().isEmpty() && since.elapsed() < (on ? 30'000 : 6'000)) {
            QTest::qWait(100);
        }
        QVERIFY(wall.running());
        QCOMPARE(ear.heard().size(), on ? 1 : 0); // many things go wrong within seconds: one sound
        QVERIFY(!on || ear.heard().front().endsWith(QStringLiteral("/alarm.wav RIFF")));
        wall.terminate();
        QVERIFY(wall.waitForEnd(10'000));
        QCOMPARE(wall.exitCode(), 0);
    }

    void theProgramEndsThoughTheLibraryHangs()
    {
        const Ear ear;
        QProcessEnvironment variables = ear.environment();
        variables.insert(QStringLiteral("CANBERRA_HANGS"), QStringLiteral("1"));
        support::ChildProcess wall(program, {"wall", "--drill", "built-in", "--config", ear.config("{}")}, variables);
        QTRY_VERIFY_WITH_TIMEOUT(!ear.heard().isEmpty(), 30'000);
        QVERIFY(wall.running());
        wall.terminate();
        QVERIFY(wall.waitForEnd(10000));
        QCOMPARE(wall.exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(WallSoundTest)

} // namespace tst_wallsound

#include "tst_wallsound.moc"
