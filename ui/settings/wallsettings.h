#pragma once

#include "models/runbooks/library.h"
#include "models/session/session.h"

#include <QDialog>
#include <QPointer>

#include <memory>

class QPlainTextEdit;
class QPushButton;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::settings {

class WallForm;
class WallPreview;

/// Sets up a wall: its choices, the wall itself on the session that runs, and the block of the configuration that makes it
/// so, to copy. Writes nothing anywhere. Deletes itself when it is closed. GUI thread.
class WallSettings final : public QDialog
{
    Q_OBJECT

public:
    /// Begins with `wall`. Takes ownership of nothing.
    WallSettings(session::Session& session, config::Wall wall, std::shared_ptr<const runbooks::Library> runbooks,
                 QWidget* parent);
    ~WallSettings() override;

    /// The block; empty where a choice means nothing.
    [[nodiscard]] QString block() const;

private:
    void build();
    void apply();
    void say(const QString& problem);

    QPointer<session::Session> m_session;
    WallForm* m_form;
    WallPreview* m_preview;
    QPlainTextEdit* m_block;
    common::PlainLabel* m_words;
    QPushButton* m_copy = nullptr;
};

} // namespace checkwatch::settings
