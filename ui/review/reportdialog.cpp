#include "ui/review/reportdialog.h"

#include "ui/common/text.h"
#include "ui/replay/evaluationbar.h"
#include "ui/review/reviewwords.h"
#include "ui/review/spanedit.h"

#include <QClipboard>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace checkwatch::review {

using common::PlainLabel;
using session::Review;

namespace {

constexpr const char* kinds = "Web page (*.html);;PDF (*.pdf);;Markdown (*.md);;Tables (*.csv)";

/// "incident-2026-11-28-0314.html" where documents are, or at home.
QString usualPath(base::Timestamp from)
{
    const QDir documents(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    const auto time = QDateTime::fromMSecsSinceEpoch(base::unixMs(from), Qt::UTC);
    return (documents.exists() ? documents : QDir::home())
        .filePath(QStringLiteral("incident-%1.html").arg(time.toString(QStringLiteral("yyyy-MM-dd-HHmm"))));
}

bool namesAFormat(const QString& path)
{
    static const QStringList endings{QStringLiteral("html"), QStringLiteral("pdf"), QStringLiteral("md"),
                                     QStringLiteral("csv")};
    return endings.contains(QFileInfo(path).suffix());
}

} // namespace

ReportDialog::ReportDialog(std::unique_ptr<Review> review, const replay::Place& place,
                           std::vector<replay::NamedSpan> spans, QWidget* parent)
    : QDialog(parent), m_review(std::move(review)), m_span(new SpanEdit(this)), m_path(new QLineEdit(this)),
      m_command(new QLineEdit(this)), m_words(new PlainLabel(this, PlainLabel::Fit::Wrap)),
      m_progress(new replay::EvaluationBar(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(QStringLiteral("Export report · %1").arg(QString::fromStdString(m_review->facts().name)));
    build();
    connect(m_span, &SpanEdit::changed, this, &ReportDialog::check);
    connect(m_path, &QLineEdit::textChanged, this, &ReportDialog::check);
    connect(m_progress, &replay::EvaluationBar::cancelled, m_review.get(), &Review::cancel);
    connect(m_review.get(), &Review::progress, m_progress, [this](double share) {
        if (m_writing)
            m_progress->setShare(std::min(share, 0.99)); // writing it takes a while too
    });
    connect(m_review.get(), &Review::fileWritten, this, &ReportDialog::take);
    using Kind = replay::NamedSpan::Kind;
    m_span->setSpans(place, std::move(spans), {Kind::InSight, Kind::Incident, Kind::Recent, Kind::Whole});
    setPath(usualPath(m_span->from().value_or(place.from)));
    resize(760, sizeHint().height());
}

ReportDialog::~ReportDialog() = default;

void ReportDialog::build()
{
    m_path->setAccessibleName(QStringLiteral("File"));
    m_command->setReadOnly(true);
    m_command->setAccessibleName(QStringLiteral("The same as a command line"));
    m_words->setMinimumHeight(fontMetrics().lineSpacing() * 2);
    m_words->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto* choose = new QPushButton(QStringLiteral("&Choose…"), this);
    choose->setAutoDefault(false);
    m_copy = new QPushButton(QStringLiteral("Copy &path"), this);
    m_copy->setAutoDefault(false);
    auto* fileRow = new QWidget(this);
    fileRow->setFocusProxy(m_path);
    auto* file = new QHBoxLayout(fileRow);
    file->setContentsMargins(0, 0, 0, 0);
    file->addWidget(m_path, 1);
    file->addWidget(choose);
    file->addWidget(m_copy);
    auto* rows = new QFormLayout;
    rows->addRow(QStringLiteral("&Time"), m_span);
    rows->addRow(QStringLiteral("&File"), fileRow);
    rows->addRow(QStringLiteral("Co&mmand"), m_command);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_write = buttons->addButton(QStringLiteral("&Export"), QDialogButtonBox::ActionRole);
    m_write->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(rows);
    layout->addWidget(m_words);
    layout->addWidget(m_progress);
    layout->addWidget(buttons);
    connect(choose, &QPushButton::clicked, this, &ReportDialog::askForFile);
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_path->text()); });
    connect(m_write, &QPushButton::clicked, this, &ReportDialog::write);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void ReportDialog::setPath(const QString& path)
{
    m_path->setText(path);
}

/// Says what Export would do, or why it cannot.
void ReportDialog::check()
{
    const session::RecordingFacts facts = m_review->facts();
    const QString path = m_path->text();
    const bool empty = facts.to <= facts.from;
    const bool good = !empty && m_span->isValid() && namesAFormat(path);
    m_write->setEnabled(good && !m_writing);
    m_command->setText(QString::fromStdString(m_review->commandOf(request())));
    m_command->setCursorPosition(0);
    m_words->setInk(good ? common::Role::Muted : common::Role::PendingText);
    m_words->setPlain(empty                    ? emptyRecordingWords()
                          : !m_span->isValid() ? QStringLiteral("The time means nothing yet")
                          : !namesAFormat(path)
                          ? QStringLiteral("The name says the format: want one that ends in .html, .pdf, .md or .csv")
                          : QFileInfo::exists(path)
                          ? QStringLiteral("There is such a file; Export replaces it")
                          : QStringLiteral("One file, with nothing in it that is fetched from "
                                           "elsewhere"));
}

void ReportDialog::askForFile()
{
    auto* dialog = new QFileDialog(this, QStringLiteral("Export report"), m_path->text(), QString::fromLatin1(kinds));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // said in the dialog
    connect(dialog, &QFileDialog::fileSelected, this, &ReportDialog::setPath);
    dialog->open();
}

session::ReportRequest ReportDialog::request() const
{
    session::ReportRequest request;
    request.number = m_asked;
    request.start = m_span->from();
    request.end = m_span->to();
    request.output = m_path->text().toStdString();
    return request;
}

void ReportDialog::write()
{
    ++m_asked;
    m_writing = true;
    m_write->setEnabled(false);
    m_progress->setShare(0);
    m_words->setInk(common::Role::Muted);
    m_words->setPlain(QStringLiteral("Writing…"));
    m_review->requestReport(request());
}

void ReportDialog::take(const session::FileWritten& written)
{
    if (written.request != m_asked)
        return;
    m_writing = false;
    m_progress->setShare(1);
    m_write->setEnabled(true);
    m_words->setInk(written.error ? common::Role::PendingText : common::Role::Text);
    m_words->setPlain(writtenWords(written));
    if (!written.error)
        m_copy->setFocus();
}

} // namespace checkwatch::review
