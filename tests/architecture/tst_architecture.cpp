#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

namespace tst_architecture {

namespace {

QString sourceRoot()
{
    return qEnvironmentVariable("CHECKWATCH_SOURCE", QStringLiteral("."));
}

QString readAll(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

struct Folder
{
    QString tier;
    QStringList mayInclude; ///< direct arrows of the table
};

/// The rows of HACKING.md: | `models/base` | A | what | base, rules |
QMap<QString, Folder> houseTable()
{
    static const QRegularExpression row(
        QStringLiteral("^\\| `([a-z/*]+)` \\| ([ABC–+ A-Za-z]+) \\| (.*) \\| ([^|]*) \\|$"),
        QRegularExpression::MultilineOption);
    QMap<QString, Folder> table;
    auto it = row.globalMatch(readAll(sourceRoot() + QStringLiteral("/HACKING.md")));
    while (it.hasNext()) {
        const auto match = it.next();
        Folder folder{match.captured(2).left(1), {}};
        QString list = match.captured(4);
        list.remove(QStringLiteral("(`querier.h`)"));
        if (list.trimmed() == QStringLiteral("everything above")) {
            folder.mayInclude = table.keys();
            list.clear();
        }
        for (const QString& name : list.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
            folder.mayInclude << name.trimmed();
        }
        table.insert(match.captured(1), folder);
    }
    return table;
}

/// `base` → `models/base`; folders of ui are written out.
QString fullName(const QString& name)
{
    return name.contains(QLatin1Char('/')) ? name : QStringLiteral("models/") + name;
}

/// Everything that can be reached over the arrows, the folder itself included.
QSet<QString> reachable(const QMap<QString, Folder>& table, const QString& from)
{
    QSet<QString> seen{from};
    QStringList open{from};
    while (!open.isEmpty()) {
        for (const QString& name : table.value(open.takeFirst()).mayInclude) {
            const QString next = fullName(name);
            if (!seen.contains(next) && table.contains(next)) {
                seen.insert(next);
                open << next;
            }
        }
    }
    return seen;
}

QString folderOf(const QString& path)
{
    return path.section(QLatin1Char('/'), 0, 1);
}

struct Include
{
    QString file;
    QString target;
};

QList<Include> includesBelow(const QString& folder)
{
    static const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s+[\"<]([^\">]+)[\">]"),
                                            QRegularExpression::MultilineOption);
    QList<Include> found;
    const QDir root(sourceRoot());
    QDirIterator files(root.filePath(folder), {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        auto it = include.globalMatch(readAll(path));
        while (it.hasNext()) {
            found << Include{root.relativeFilePath(path), it.next().captured(1)};
        }
    }
    return found;
}

} // namespace

/// The house of HACKING.md is the house that is built.
class TestArchitecture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_table = houseTable();
        QVERIFY2(m_table.contains(QStringLiteral("models/base")), "HACKING.md has no table of folders");
        QVERIFY(m_table.contains(QStringLiteral("models/session")));
    }
    void everyFolderIsInTheTable()
    {
        const QDir models(sourceRoot() + QStringLiteral("/models"));
        for (const QString& name : models.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QVERIFY2(m_table.contains(QStringLiteral("models/") + name), qPrintable(name));
        }
    }
    void modelsIncludeOnlyWhatTheTableAllows()
    {
        for (const Include& include : includesBelow(QStringLiteral("models"))) {
            if (!include.target.startsWith(QStringLiteral("models/"))
                && !include.target.startsWith(QStringLiteral("ui/"))
                && !include.target.startsWith(QStringLiteral("app/"))) {
                continue;
            }
            const QString from = folderOf(include.file);
            QVERIFY2(reachable(m_table, from).contains(folderOf(include.target)),
                     qPrintable(include.file + QStringLiteral(" includes ") + include.target));
        }
    }
    void uiSeesOnlyItemsSessionAndFleet()
    {
        QSet<QString> allowed = reachable(m_table, QStringLiteral("models/items"));
        allowed.unite(reachable(m_table, QStringLiteral("models/fleet")));
        allowed.unite({QStringLiteral("models/session"), QStringLiteral("models/items")});
        for (const Include& include : includesBelow(QStringLiteral("ui"))) {
            QVERIFY2(!include.target.startsWith(QStringLiteral("app/")), qPrintable(include.file));
            if (include.target.startsWith(QStringLiteral("models/"))) {
                const QString from = folderOf(include.file);
                const bool setsUp = from == QStringLiteral("ui/wall") || from == QStringLiteral("ui/settings");
                const bool config = folderOf(include.target) == QStringLiteral("models/config");
                QVERIFY2(allowed.contains(folderOf(include.target)) || (config && setsUp),
                         qPrintable(include.file + QStringLiteral(" includes ") + include.target));
            }
        }
    }
    void tiersHold()
    {
        for (const Include& include : includesBelow(QStringLiteral("models"))) {
            QVERIFY2(!QRegularExpression(QStringLiteral("^Qt[A-Z]\\w*/")).match(include.target).hasMatch(),
                     qPrintable(include.file + QStringLiteral(": module-qualified include ") + include.target));
            const bool isQt = QRegularExpression(QStringLiteral("^Q[A-Z]\\w*$")).match(include.target).hasMatch();
            if (isQt) {
                const QString tier = m_table.value(folderOf(include.file)).tier;
                QVERIFY2(tier != QStringLiteral("A"),
                         qPrintable(include.file + QStringLiteral(" is tier A and includes ") + include.target));
            }
        }
    }
    void onlyChartsNamesQtCharts()
    {
        static const QRegularExpression charts(
            QStringLiteral("^Q(Chart|ChartView|LineSeries|XYSeries|ValueAxis|DateTimeAxis|AreaSeries|AbstractAxis|"
                           "AbstractSeries|Legend)$"));
        for (const QString& top : {QStringLiteral("ui"), QStringLiteral("app"), QStringLiteral("models")}) {
            for (const Include& include : includesBelow(top)) {
                if (charts.match(include.target).hasMatch()) {
                    QVERIFY2(include.file.startsWith(QStringLiteral("ui/charts/")), qPrintable(include.file));
                }
            }
        }
    }

private:
    QMap<QString, Folder> m_table;
};

QTEST_APPLESS_MAIN(TestArchitecture)

} // namespace tst_architecture

#include "tst_architecture.moc"
