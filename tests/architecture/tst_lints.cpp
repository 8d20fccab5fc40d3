#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

namespace tst_lints {

namespace {

/// A pattern that may stand only in the files named, with the reason a reader of the failure needs.
struct Lint
{
    const char* name;
    const char* pattern;
    QStringList allowed; ///< paths, or folders ending in /
    const char* reason;
};

QList<Lint> lints()
{
    const QStringList gateway{QStringLiteral("ui/common/text")};
    return {
        {"tooltips", "\\bsetToolTip\\s*\\(|QToolTip::showText|Qt::ToolTipRole", gateway,
         "tooltips guess rich text: use common::setPlainToolTip()"},
        {"labels", "new QLabel\\s*\\(\\s*[^)\\s]|\\bQLabel\\s+\\w+\\s*[({][^)}]", gateway,
         "QLabel guesses rich text: use common::PlainLabel"},
        {"rich text",
         "\\b(setHtml|insertHtml|setMarkdown|appendHtml|QTextEdit|QErrorMessage|setWhatsThis|QWhatsThis)\\b",
         QStringList{QStringLiteral("ui/common/text"), QStringLiteral("ui/runbook/")},
         "rich text only through the gateway or the runbook's sanitised Markdown"},
        {"message boxes", "\\bQMessageBox\\b",
         QStringList{QStringLiteral("ui/common/text"), QStringLiteral("ui/common/confirm")},
         "message boxes guess rich text: use common::confirm()"},
        {"opening addresses", "\\bopenUrl\\s*\\(", QStringList{QStringLiteral("ui/common/")},
         "addresses are opened only after common:: has checked scheme and asked"},
        {"chart texts",
         "->setTitle(Text)?\\s*\\(|\\.setTitle\\s*\\(|->setName\\s*\\(|setTitleText\\s*\\(",
         {},
         "Qt Charts shows titles and names as rich text"},
        {"nested event loops", "\\bprocessEvents\\s*\\(|\\bQEventLoop\\b", {}, "no nested event loops"},
        {"modal loops", "\\bexec\\s*\\(\\s*\\)",
         QStringList{QStringLiteral("app/"), QStringLiteral("ui/common/confirm")}, "only the application's own loop"},
        {"locale-bound numbers",
         "\\b(strtod|strtof|stod|stof|atof|sscanf|fscanf|setlocale)\\s*\\(",
         {},
         "the locale must not matter: base::parseFloat or std::from_chars"},
        {"serialisation", "\\bQDataStream\\b|\\bqUncompress\\s*\\(", {}, "not safe on untrusted bytes"},
        {"requests", "\\bQNetworkAccessManager\\b", QStringList{QStringLiteral("models/sources/")},
         "requests go out through the scrape client, which sets deadline, proxy and limits"},
        {"string connects", "\\bSIGNAL\\s*\\(|\\bSLOT\\s*\\(", {}, "connect with pointers to members"},
        {"sender", "\\bsender\\s*\\(\\s*\\)", {}, "the slot is told who sent"},
        {"dynamic_cast", "\\bdynamic_cast\\b", {}, "use virtual functions or qobject_cast"},
        {"leftovers", "\\b(TODO|FIXME|XXX|HACK)\\b", {}, "finish it or leave it out"},
        {"machine paths", "/(work|home|root)/", {}, "no path of one machine in the source"},
        {"table sizing", "ResizeToContents", {}, "measures every row: fixed or stretched sections"},
    };
}

QString stripComments(QString text)
{
    static const QRegularExpression line(QStringLiteral("//[^\n]*"));
    return text.remove(line);
}

bool isAllowed(const Lint& lint, const QString& path)
{
    return std::any_of(lint.allowed.begin(), lint.allowed.end(),
                       [&](const QString& prefix) { return path.startsWith(prefix); });
}

} // namespace

/// Habits that a compiler does not enforce, over every source file of the product.
class TestLints : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sources_data()
    {
        QTest::addColumn<int>("index");
        const QList<Lint> all = lints();
        for (int i = 0; i < all.size(); ++i) {
            QTest::newRow(all.at(i).name) << i;
        }
    }
    /// A recording comes from anybody: what replays it has no way to reach a network.
    void replayReachesNoNetwork()
    {
        const QRegularExpression network(QStringLiteral(
            "models/sources/(?!target\\.h|postbox\\.h)|<QNetwork|<QTcp|<QUdp|<QSsl|<QLocalSocket|<sys/socket|openUrl"));
        const QDir folder(qEnvironmentVariable("CHECKWATCH_SOURCE", QStringLiteral("."))
                          + QStringLiteral("/models/session"));
        int files = 0;
        for (const QString& name :
             folder.entryList({QStringLiteral("replay*"), QStringLiteral("film*"), QStringLiteral("reel*"),
                               QStringLiteral("recorded*"), QStringLiteral("recording*"),
                               QStringLiteral("targetcolumns*"), QStringLiteral("timelinemaker*"),
                               QStringLiteral("notesfile*"), QStringLiteral("engine.*"), QStringLiteral("enginerules*"),
                               QStringLiteral("explain*"), QStringLiteral("intake*"), QStringLiteral("queryrunner*")},
                              QDir::Files)) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            ++files;
            const auto match = network.match(stripComments(QString::fromUtf8(file.readAll())));
            QVERIFY2(!match.hasMatch(), qPrintable(name + QStringLiteral(": ") + match.captured()));
        }
        QVERIFY(files > 25);
    }
    /// What a header lacks is missed where it comes first; packaging/dev check compiles the others alone.
    void ownHeaderFirst()
    {
        static const QRegularExpression include(QStringLiteral("#include *[<\"]([^>\"]+)"));
        const QDir root(qEnvironmentVariable("CHECKWATCH_SOURCE", QStringLiteral(".")));
        int files = 0;
        for (const QString& top : {QStringLiteral("models"), QStringLiteral("ui"), QStringLiteral("app")}) {
            QDirIterator it(root.filePath(top), {QStringLiteral("*.cpp")}, QDir::Files, QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                QString header = root.relativeFilePath(file.fileName());
                header.replace(QRegularExpression(QStringLiteral("cpp$")), QStringLiteral("h"));
                if (!QFile::exists(root.filePath(header)))
                    continue;
                QVERIFY(file.open(QIODevice::ReadOnly));
                ++files;
                QCOMPARE(include.match(QString::fromUtf8(file.readAll())).captured(1), header);
            }
        }
        QVERIFY(files > 10);
    }
    /// clang-tidy sees these only in the one file it is started with, and packaging/tidy-together gives it several.
    void everyUsingIsUsed()
    {
        static const QRegularExpression declaration(QStringLiteral("^using [\\w:]+::(\\w+);"),
                                                    QRegularExpression::MultilineOption);
        const QDir root(qEnvironmentVariable("CHECKWATCH_SOURCE", QStringLiteral(".")));
        int declarations = 0;
        for (const QString& top : {QStringLiteral("models"), QStringLiteral("ui"), QStringLiteral("app")}) {
            QDirIterator it(root.filePath(top), {QStringLiteral("*.cpp")}, QDir::Files, QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                const QString text = stripComments(QString::fromUtf8(file.readAll()));
                for (auto found = declaration.globalMatch(text); found.hasNext(); ++declarations) {
                    const QString name = found.next().captured(1);
                    const QRegularExpression word(QStringLiteral("(?<!::)\\b%1\\b").arg(name)); // by its short name
                    QVERIFY2(text.contains(word), qPrintable(file.fileName() + QStringLiteral(": ") + name));
                }
            }
        }
        QVERIFY(declarations > 10);
    }
    void sources()
    {
        QFETCH(int, index);
        const Lint lint = lints().at(index);
        const QRegularExpression pattern(QString::fromLatin1(lint.pattern));
        QVERIFY(pattern.isValid());
        QStringList hits;
        int files = 0;
        const QDir root(qEnvironmentVariable("CHECKWATCH_SOURCE", QStringLiteral(".")));
        for (const QString& top : {QStringLiteral("models"), QStringLiteral("ui"), QStringLiteral("app")}) {
            QDirIterator it(root.filePath(top), {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                            QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                ++files;
                const QString path = root.relativeFilePath(file.fileName());
                const QString text = QString::fromUtf8(file.readAll());
                const bool inComments = lint.name == QByteArrayLiteral("leftovers");
                const auto match = pattern.match(inComments ? text : stripComments(text));
                if (match.hasMatch() && !isAllowed(lint, path)) {
                    hits << path + QStringLiteral(": ") + match.captured();
                }
            }
        }
        QVERIFY(files > 10);
        QVERIFY2(hits.isEmpty(),
                 qPrintable(QString::fromLatin1(lint.reason) + QLatin1Char('\n') + hits.join(QLatin1Char('\n'))));
    }
};

QTEST_APPLESS_MAIN(TestLints)

} // namespace tst_lints

#include "tst_lints.moc"
