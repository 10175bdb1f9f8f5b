using MLNetBert.Encoder.Verification;

namespace MLNetBert;

/// <summary>
/// Proves on the user's own texts, model and machine that features do not depend on what else is in a batch: each text is run alone, then in
/// every way that the featurizer may run it and in some that it does not, such as padded, and the bits are compared. Once the featurizer's model is closed,
/// a run throws an <see cref="ObjectDisposedException"/>. Thread-safe.
/// </summary>
public sealed class BertVerifier
{
    /// <summary>Makes a verifier for a featurizer, whose model outlives it and stays open.</summary>
    public BertVerifier(BertFeaturizer featurizer, BertVerifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(featurizer);
        Featurizer = featurizer;
        Options = options ?? new BertVerifierOptions();
        Reason = featurizer.Model.OneAtATimeReason(featurizer.Pooling);
        OneAtATime = Options.OneAtATime ?? Reason != null;
        Ways = VerificationWay.All(featurizer, OneAtATime, Options.Other);
    }

    /// <summary>The featurizer that is verified.</summary>
    public BertFeaturizer Featurizer { get; }

    /// <summary>The options as given.</summary>
    public BertVerifierOptions Options { get; }

    /// <summary>Why texts have to run one at a time; null if they need not.</summary>
    public string? Reason { get; }

    /// <summary>Whether the featurizer is assumed to run them one at a time.</summary>
    public bool OneAtATime { get; }

    /// <summary>The ways in which texts are run, besides alone.</summary>
    public IReadOnlyList<VerificationWay> Ways { get; }

    /// <summary>Runs items alone and in all ways. Memory is that of a few windows, however many items there are.</summary>
    /// <param name="items">The items.</param>
    /// <param name="text">An item's text, or pair of texts.</param>
    /// <param name="place">Where an item is, for messages, such as file and row; null: its number.</param>
    /// <param name="progress">Is told how many items have been through all ways, or would have been, judging by the runs done; from any thread.</param>
    /// <param name="cancellationToken">Stops it; batches that are running are finished first.</param>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="BadInputException">A text cannot be tokenized or cut as the options ask; the message says which item. Or the model fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public VerificationResult<T> Run<T>(IEnumerable<T> items, Func<T, TextInput> text, Func<T, string>? place = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(text);
        return new VerificationRun<T>(this, text, place, progress, cancellationToken).Run(items);
    }

    /// <summary>Runs texts alone and in all ways.</summary>
    /// <inheritdoc cref="Run{T}(IEnumerable{T}, Func{T, TextInput}, Func{T, string}, IProgress{long}, CancellationToken)"/>
    public VerificationResult<string> Run(IEnumerable<string> texts, IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
        Run(texts, static text => text, place: null, progress, cancellationToken);
}
