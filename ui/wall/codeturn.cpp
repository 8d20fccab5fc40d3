#include "ui/wall/codeturn.h"

#include "ui/common/text.h"
#include "ui/wall/code.h"

#include <QUrl>

#include <algorithm>
#include <utility>

namespace checkwatch::wall {
namespace {

constexpr std::size_t mostSteps = 270; ///< bytes: what a code of 200 pixels holds with modules of three
constexpr std::size_t mostTurns = 5;

/// What there is to ask about an entry: its alert; else a server that is DOWN, for which the headline rule has a runbook.
fleet::WhyQuestion questionOf(const fleet::Snapshot& snapshot, const WorstRow& row)
{
    fleet::WhyQuestion question;
    const auto place = static_cast<std::size_t>(row.alert);
    if (row.alert >= 0 && snapshot.alerts && place < snapshot.alerts->size()) {
        question.alert = (*snapshot.alerts)[place].alert.identity->id;
    } else if (row.rank <= WorstRow::Rank::Down) {
        question.server = row.server;
    }
    return question;
}

/// The entries that have a turn, the most urgent first.
std::vector<const WorstRow*> turnsOf(const fleet::Snapshot& snapshot, const std::vector<WorstRow>& worst)
{
    std::vector<const WorstRow*> turns;
    for (const WorstRow& row : worst) {
        if (turns.size() < mostTurns && !questionOf(snapshot, row).isEmpty()) {
            turns.push_back(&row);
        }
    }
    return turns;
}

const fleet::ServerIdentity* identityOf(const fleet::Snapshot& snapshot, fleet::ServerId id)
{
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (row.identity->id == id) {
                return row.identity;
            }
        }
    }
    return nullptr;
}

/// A web address that somebody's telephone can open.
bool isWebAddress(const std::string& text)
{
    const QUrl url(QString::fromStdString(text), QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty()
        && (url.scheme() == QStringLiteral("https") || url.scheme() == QStringLiteral("http"));
}

} // namespace

void CodeTurn::setSession(session::Session* session)
{
    if (m_session != nullptr) {
        disconnect(m_session, nullptr, this, nullptr);
    }
    m_session = session;
    m_question = {};
    if (session != nullptr) {
        connect(session, &session::Session::explanationReady, this, &CodeTurn::answer);
    }
}

void CodeTurn::turn(const fleet::Snapshot& snapshot, const std::vector<WorstRow>& worst, int page, int side)
{
    const std::vector<const WorstRow*> turns = turnsOf(snapshot, worst);
    const bool resized = std::exchange(m_side, side) != side;
    if (turns.empty() || m_session == nullptr) {
        m_question = {};
        m_image = QImage();
        return;
    }
    const WorstRow& row = *turns[static_cast<std::size_t>(page) % turns.size()];
    const fleet::WhyQuestion question = questionOf(snapshot, row);
    if (question == m_question) {
        if (resized) {
            say(m_text);
        }
        return;
    }
    m_question = question;
    const fleet::ServerIdentity* who = identityOf(snapshot, row.server);
    m_subject = who != nullptr ? who->proxy + "/" + who->server : std::string();
    m_name = who != nullptr ? common::display(who->server, 40) : row.name;
    m_session->requestExplanation(++m_request, question);
}

void CodeTurn::answer(const fleet::ExplanationPtr& why)
{
    if (why->request != m_request || why->question != m_question) {
        return;
    }
    const auto url = std::ranges::find_if(why->annotations, [](const auto& annotation) {
        return annotation.first == "runbook_url" && isWebAddress(annotation.second);
    });
    if (url != why->annotations.end() && qrCode(url->second, m_side).ok()) {
        say(url->second);
        return;
    }
    const auto book = m_library ? m_library->find(why->ruleName) : nullptr;
    const std::string heading = why->ruleName + (m_subject.empty() ? "" : "\n" + m_subject);
    say(book ? stepsOf(*book, heading) : std::string());
}

void CodeTurn::say(std::string text)
{
    m_text = std::move(text);
    const auto code = qrCode(m_text, m_side);
    m_image = code ? *code : QImage();
    m_caption = m_name + QStringLiteral(" runbook");
}

std::string CodeTurn::stepsOf(const runbooks::Runbook& book, const std::string& heading)
{
    std::string text = common::displayBlock(heading, 120).toStdString();
    for (const runbooks::Section& section : book.sections) {
        if (section.title != "Diagnosis") {
            continue;
        }
        for (const runbooks::Step& step : section.steps) {
            const std::string line
                = "\n" + std::to_string(step.number) + ". " + common::display(step.title, 80).toStdString();
            if (text.size() + line.size() > mostSteps) {
                break;
            }
            text += line;
        }
    }
    return text;
}

} // namespace checkwatch::wall
