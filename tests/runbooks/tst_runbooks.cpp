#include "models/runbooks/library.h"
#include "models/runbooks/runbook.h"

#include "tests/support/captures.h"

#include <QDir>
#include <QTest>

#include <algorithm>

namespace tst_runbooks {

using namespace checkwatch;
using namespace checkwatch::runbooks;
using haproxy::CheckStatus;

namespace {

Runbook parsed(const QByteArray& text)
{
    auto book = parseRunbook(std::string_view(text.constData(), static_cast<std::size_t>(text.size())), "book.md");
    return book.ok() ? std::move(*book) : Runbook{};
}

const Section* section(const Runbook& book, std::string_view title)
{
    const auto it = std::ranges::find(book.sections, title, &Section::title);
    return it == book.sections.end() ? nullptr : &*it;
}

Runbook headlineBook()
{
    return parsed("# HaproxyServerHealthcheckFailure\n## Diagnosis\n1. log\n2. config\n3. app\n4. runs\n5. net\n");
}

Situation failing(CheckStatus check, int code = 0)
{
    Situation situation;
    situation.proxy = "app";
    situation.server = "web3";
    situation.check = check;
    situation.checkCode = code;
    situation.peers = 5;
    situation.peersUp = 5;
    situation.inRotation = 6;
    return situation;
}

std::vector<int> order(const Guide& guide)
{
    std::vector<int> out;
    std::ranges::transform(guide.steps, std::back_inserter(out), [](const GuidedStep& s) { return s.step->number; });
    return out;
}

} // namespace

/// Runbook documents, and choosing steps for a cause.
class TestRunbooks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePublishedRunbook()
    {
        const QString shared = support::sharedFolder();
        REQUIRE_SHARED(shared);
        const Runbook book = parsed(
            support::readCapture(shared + QStringLiteral("/data/runbooks/HaproxyServerHealthcheckFailure.md")));
        QCOMPARE(book.title, std::string("HaproxyServerHealthcheckFailure"));
        QCOMPARE(book.description, std::string("Troubleshooting for alert HaproxyServerHealthcheckFailure"));
        QCOMPARE(book.sections.size(), std::size_t{4});
        const Section* diagnosis = section(book, "Diagnosis");
        const Section* mitigation = section(book, "Mitigation");
        QVERIFY(diagnosis != nullptr && mitigation != nullptr && section(book, "Meaning") && section(book, "Impact"));
        QCOMPARE(diagnosis->steps.size(), std::size_t{5});
        QCOMPARE(mitigation->steps.size(), std::size_t{5});
        QCOMPARE(diagnosis->steps[0].body,
                 std::string("Check the HAProxy logs for errors related to healthcheck failures"));
        QCOMPARE(diagnosis->steps[0].title, diagnosis->steps[0].body);
        QCOMPARE(diagnosis->steps[4].number, 5);
        QCOMPARE(diagnosis->body, std::string("To diagnose the issue, follow these steps:"));
        QVERIFY(section(book, "Impact")->steps.empty());
        QVERIFY(section(book, "Impact")->body.find("* Reduced capacity") != std::string::npos);
        for (const char* gone : {"{{%", "<details", "</details", "increase(", "---\n"}) {
            QVERIFY2(book.markdown.find(gone) == std::string::npos, gone);
        }
        QVERIFY(book.markdown.find("{{ $labels.server }}") != std::string::npos);
    }

    void theBuiltInRunbooks()
    {
        const QString folder
            = qEnvironmentVariable("CHECKWATCH_SOURCE", QStringLiteral(".")) + QStringLiteral("/resources/runbooks");
        int books = 0;
        for (const QString& name : QDir(folder).entryList({QStringLiteral("*.md")})) {
            const Runbook book = parsed(support::readCapture(folder + QLatin1Char('/') + name));
            for (const char* title : {"Meaning", "Impact", "Diagnosis", "Mitigation"}) {
                QVERIFY2(section(book, title) != nullptr, qPrintable(name + QLatin1String(title)));
            }
            QVERIFY2(!section(book, "Diagnosis")->steps.empty(), qPrintable(name));
            ++books;
        }
        QVERIFY(books > 20);
    }

    void stepsKeepTheirParagraphsAndLoseTheirNumber()
    {
        const Runbook book
            = parsed("# T\n\n## Diagnosis\n\nBefore.\n\n1. **Look.** Then\n   go on.\n\n   ```\n   1. code\n   ```\n"
                     "2. Second sentence. More.\n   1. inner\n\nAfter.\n\n```\nfence\n```\n\n## Next\nText\n");
        const Section* diagnosis = section(book, "Diagnosis");
        QVERIFY(diagnosis != nullptr);
        QCOMPARE(diagnosis->steps.size(), std::size_t{2});
        QCOMPARE(diagnosis->steps[0].title, std::string("Look"));
        QCOMPARE(diagnosis->steps[0].body, std::string("**Look.** Then\ngo on.\n\n```\n1. code\n```"));
        QCOMPARE(diagnosis->steps[1].title, std::string("Second sentence"));
        QCOMPARE(diagnosis->steps[1].body, std::string("Second sentence. More.\n1. inner"));
        QCOMPARE(diagnosis->body, std::string("Before.\n\nAfter.\n\n```\nfence\n```"));
        QCOMPARE(section(book, "Next")->body, std::string("Text"));
    }

    void whatIsNotForReadersIsDropped()
    {
        const Runbook book
            = parsed("---\r\ntitle: \"Quoted\"\r\n---\r\n## A\r\nx <!-- no\n\nno --> y {{% z %}}{{< z >}}\n"
                     "<details>\nno\n</details>\n```\n<!-- code -->\n```\n<!-- open\n");
        QCOMPARE(book.title, std::string("Quoted"));
        QCOMPARE(book.sections.size(), std::size_t{1});
        const std::string& body = book.sections[0].body;
        QVERIFY(body.find("no") == std::string::npos && body.find('z') == std::string::npos);
        QVERIFY(body.find("<!-- code -->") != std::string::npos);
        QVERIFY(body.find("<!-- open") != std::string::npos);
        QVERIFY(book.markdown.find('\r') == std::string::npos);
    }

    void oddTextIsStillARunbook()
    {
        QVERIFY(parsed("").sections.empty());
        QCOMPARE(parsed("just text").sections.front().body, std::string("just text"));
        QCOMPARE(parsed("---\nnot closed").sections.size(), std::size_t{1});
        QVERIFY(parsed("1.\n2.\n## X\n1.\n").sections.size() >= 1);
        QVERIFY(!parseRunbook("\xff", "x").ok());
        QVERIFY(!parseRunbook(std::string(300'000, 'a'), "x").ok());
        QByteArray many;
        for (int i = 0; i < 10'000; ++i) {
            many += "## H\n1. s\n";
        }
        QVERIFY(parsed(many).sections.size() <= 64);
    }

    void stepsAreOrderedForTheCause()
    {
        const Runbook book = headlineBook();
        QCOMPARE(order(guideFor(book, failing(CheckStatus::L7Sts, 503))), (std::vector<int>{3, 2, 1, 4, 5}));
        QCOMPARE(order(guideFor(book, failing(CheckStatus::L4Con))), (std::vector<int>{4, 5, 1, 2, 3}));
        QCOMPARE(order(guideFor(book, failing(CheckStatus::L4Tout))), (std::vector<int>{5, 1, 2, 3, 4}));
        QCOMPARE(order(guideFor(book, failing(CheckStatus::SockErr))), (std::vector<int>{4, 1, 2, 3, 5}));
        QCOMPARE(order(guideFor(book, failing(CheckStatus::Unknown))), (std::vector<int>{1, 2, 3, 4, 5}));
        const Guide guide = guideFor(book, failing(CheckStatus::L7Sts, 503));
        QCOMPARE(guide.cause, std::string("L7STS 503: the server answers and says it is unhealthy"));
        QCOMPARE(guide.mitigationNote, std::string("app keeps 5 of 6 in rotation"));
        QVERIFY(guide.steps[4].verdict == GuidedStep::Verdict::Fine);
        const Runbook other = parsed("# Other\n## Diagnosis\n1. a\n2. b\n3. c\n4. d\n5. e\n");
        QCOMPARE(order(guideFor(other, failing(CheckStatus::L7Sts))), (std::vector<int>{1, 2, 3, 4, 5}));
        QVERIFY(guideFor(other, failing(CheckStatus::L7Sts)).steps[0].commands.empty());
    }

    void commandsTakeOnlySafeNames()
    {
        const Runbook book = headlineBook();
        Situation situation = failing(CheckStatus::Unknown);
        QCOMPARE(guideFor(book, situation).steps[0].commands[1],
                 std::string("journalctl -u haproxy --since -15min -g 'app/web3'"));
        for (const char* name : {"a'; rm -rf /", "a b", "$(x)", "ä", ""}) {
            situation.server = name;
            QCOMPARE(guideFor(book, situation).steps[0].commands[1],
                     std::string("journalctl -u haproxy --since -15min -g 'app/SERVER'"));
        }
    }

    void laterBooksWin()
    {
        Library library;
        library.add("A", parsed("# one"));
        library.add("A", parsed("# two"));
        QCOMPARE(library.size(), std::size_t{1});
        QCOMPARE(library.find("A")->title, std::string("two"));
        QVERIFY(library.find("B") == nullptr);
    }

    /// No check code tells it: the step about the server itself comes first, and is not called fine.
    void whatItsAgentSaysChoosesTheSteps()
    {
        const Runbook book = headlineBook();
        Situation situation = failing(CheckStatus::L7Ok, 200);
        situation.down = true;
        situation.byAgent = true;
        const Guide guide = guideFor(book, situation);
        QVERIFY(guide.cause.starts_with("agent:"));
        QCOMPARE(order(guide).front(), 4);
        QVERIFY(guide.steps.front().verdict == GuidedStep::Verdict::Look);
        QCOMPARE(guide.steps.front().commands.front(), std::string("nc ADDRESS AGENTPORT"));
        situation.byAgent = false;
        QVERIFY(guideFor(book, situation).cause.starts_with("L7OK"));
    }
};

QTEST_APPLESS_MAIN(TestRunbooks)

} // namespace tst_runbooks

#include "tst_runbooks.moc"
