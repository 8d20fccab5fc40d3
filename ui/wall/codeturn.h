#pragma once

#include "models/runbooks/library.h"
#include "models/session/session.h"
#include "ui/wall/worst.h"

#include <QImage>
#include <QObject>
#include <QPointer>

#include <memory>

namespace checkwatch::wall {

/// The one QR code of the wall: of the most urgent alerts, one after the other, and of servers that are DOWN without one. It
/// leads to the alert's runbook_url; where there is none that is a web address of some length, it holds the first steps of
/// the runbook. GUI thread.
class CodeTurn : public QObject
{
    Q_OBJECT

public:
    explicit CodeTurn(QObject* parent = nullptr) : QObject(parent) {}

    /// Null: no codes. Does not take ownership.
    void setSession(session::Session* session);
    void setRunbooks(std::shared_ptr<const runbooks::Library> library) { m_library = std::move(library); }

    /// The turn of entry `page` among those with an alert or a server; asks the session about it where it is another one.
    void turn(const fleet::Snapshot& snapshot, const std::vector<WorstRow>& worst, int page, int side);

    /// Null while nobody has anything to say.
    [[nodiscard]] const QImage& image() const noexcept { return m_image; }
    [[nodiscard]] const QString& caption() const noexcept { return m_caption; }
    /// What the code says.
    [[nodiscard]] const std::string& text() const noexcept { return m_text; }

    /// "1. … 2. …": the diagnosis steps' titles below the alert's and the server's name, at most what a code can hold.
    [[nodiscard]] static std::string stepsOf(const runbooks::Runbook& book, const std::string& heading);

private:
    void answer(const fleet::ExplanationPtr& why);
    void say(std::string text);

    QPointer<session::Session> m_session;
    std::shared_ptr<const runbooks::Library> m_library;
    fleet::WhyQuestion m_question; ///< whose turn it is; empty: nobody's
    std::uint64_t m_request = 0;
    std::string m_subject; ///< "app/web-03"; "" where the alert is about no single server
    QString m_name;        ///< of the server, for the caption
    int m_side = 0;
    std::string m_text;
    QString m_caption;
    QImage m_image;
};

} // namespace checkwatch::wall
