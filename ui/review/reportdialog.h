#pragma once

#include "models/session/review.h"
#include "ui/replay/namedspan.h"

#include <QDialog>

#include <memory>
#include <vector>

class QLineEdit;
class QPushButton;

namespace checkwatch::common {
class PlainLabel;
}
namespace checkwatch::replay {
class EvaluationBar;
}

namespace checkwatch::review {

class SpanEdit;

/// Writes down what happened in a stretch of a recording, into a file whose name says the format. Stays open, so that the path
/// can be copied; opens nothing. Deletes itself when it is closed. GUI thread.
class ReportDialog : public QDialog
{
    Q_OBJECT

public:
    ReportDialog(std::unique_ptr<session::Review> review, const replay::Place& place,
                 std::vector<replay::NamedSpan> spans, QWidget* parent);
    ~ReportDialog() override;

    void setPath(const QString& path);

private:
    void build();
    void check();
    void askForFile();
    void write();
    void take(const session::FileWritten& written);
    [[nodiscard]] session::ReportRequest request() const;

    std::unique_ptr<session::Review> m_review;
    std::uint64_t m_asked = 0;
    bool m_writing = false;
    SpanEdit* m_span;
    QLineEdit* m_path;
    QLineEdit* m_command;
    common::PlainLabel* m_words;
    replay::EvaluationBar* m_progress;
    QPushButton* m_write = nullptr;
    QPushButton* m_copy = nullptr;
};

} // namespace checkwatch::review
