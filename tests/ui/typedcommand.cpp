#include "tests/ui/typedcommand.h"

#include "tests/support/processes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace checkwatch::typedcommand {

QProcessEnvironment withoutScreen(const QString& home)
{
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    variables.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CACHE_HOME"}) {
        variables.insert(QString::fromLatin1(name), home);
    }
    return variables;
}

Ended run(const QString& program, const QStringList& arguments, const QStringList& variables)
{
    const QTemporaryDir nobodys;
    QProcessEnvironment environment = withoutScreen(nobodys.path());
    for (const QString& variable : variables) {
        environment.insert(variable.section(QLatin1Char('='), 0, 0), variable.section(QLatin1Char('='), 1));
    }
    support::ChildProcess process(program, arguments, environment);
    if (!process.waitForEnd(60'000)) {
        return {};
    }
    return {process.exitCode(), QString::fromUtf8(process.errors())};
}

void write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace checkwatch::typedcommand
